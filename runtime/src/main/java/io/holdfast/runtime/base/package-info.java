/**
 * Values and checks that every room may use: {@link io.holdfast.runtime.base.Bytes}, {@link
 * io.holdfast.runtime.base.Invariant}, {@link io.holdfast.runtime.base.Backoff}.
 *
 * <p>Depends on the JDK only. No threads, no clocks, no state.
 */
@NullMarked
package io.holdfast.runtime.base;

import org.jspecify.annotations.NullMarked;

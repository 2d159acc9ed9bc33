/**
 * Threads as owners of state: {@link io.holdfast.runtime.loop.EventLoop}.
 *
 * <p>Every piece of mutable state in the system belongs to one loop; loops talk by handing each
 * other immutable values. Nothing here blocks except the production loop's own wait for work.
 */
@NullMarked
package io.holdfast.runtime.loop;

import org.jspecify.annotations.NullMarked;

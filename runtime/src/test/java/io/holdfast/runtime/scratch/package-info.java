/** Tests of {@link io.holdfast.runtime.scratch.TemporaryDirectory}, with processes that die. */
@NullMarked
package io.holdfast.runtime.scratch;

import org.jspecify.annotations.NullMarked;

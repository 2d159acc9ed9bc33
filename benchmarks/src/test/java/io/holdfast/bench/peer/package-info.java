/** Tests of {@code io.holdfast.bench.peer}. */
@NullMarked
package io.holdfast.bench.peer;

import org.jspecify.annotations.NullMarked;

/** Tests of {@code io.holdfast.bench.load}. */
@NullMarked
package io.holdfast.bench.load;

import org.jspecify.annotations.NullMarked;

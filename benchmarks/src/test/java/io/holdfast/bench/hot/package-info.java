/** Tests of {@code io.holdfast.bench.hot}. */
@NullMarked
package io.holdfast.bench.hot;

import org.jspecify.annotations.NullMarked;

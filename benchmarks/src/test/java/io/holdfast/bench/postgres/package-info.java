/** Tests of {@code io.holdfast.bench.postgres}. */
@NullMarked
package io.holdfast.bench.postgres;

import org.jspecify.annotations.NullMarked;

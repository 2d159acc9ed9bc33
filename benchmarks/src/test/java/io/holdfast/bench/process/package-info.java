/** Tests of {@code io.holdfast.bench.process}. */
@NullMarked
package io.holdfast.bench.process;

import org.jspecify.annotations.NullMarked;

/** Tests of {@code io.holdfast.bench.cli}: what is refused, and how. */
@NullMarked
package io.holdfast.bench.cli;

import org.jspecify.annotations.NullMarked;

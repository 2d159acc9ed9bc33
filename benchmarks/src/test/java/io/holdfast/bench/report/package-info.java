/** Tests of {@code io.holdfast.bench.report}: the pure parts, and loops over an in-memory store. */
@NullMarked
package io.holdfast.bench.report;

import org.jspecify.annotations.NullMarked;

/** Tests of {@code io.holdfast.bench.ycsb}: the pure parts, and loops over an in-memory store. */
@NullMarked
package io.holdfast.bench.ycsb;

import org.jspecify.annotations.NullMarked;

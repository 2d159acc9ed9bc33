/**
 * Tests of {@code io.holdfast.bench.yardstick}: the pure parts, and loops over an in-memory store.
 */
@NullMarked
package io.holdfast.bench.yardstick;

import org.jspecify.annotations.NullMarked;

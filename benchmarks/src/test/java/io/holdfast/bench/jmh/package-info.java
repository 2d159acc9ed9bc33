/** Tests that what the microbenchmarks measure happens. */
@NullMarked
package io.holdfast.bench.jmh;

import org.jspecify.annotations.NullMarked;

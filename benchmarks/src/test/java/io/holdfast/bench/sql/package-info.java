/** Tests of {@code io.holdfast.bench.sql}. */
@NullMarked
package io.holdfast.bench.sql;

import org.jspecify.annotations.NullMarked;

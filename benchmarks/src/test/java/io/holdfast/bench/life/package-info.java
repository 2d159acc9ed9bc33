/** Tests of {@code io.holdfast.bench.life}. */
@NullMarked
package io.holdfast.bench.life;

import org.jspecify.annotations.NullMarked;

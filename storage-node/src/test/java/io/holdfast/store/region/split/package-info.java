/** Splits as a pure function. */
@NullMarked
package io.holdfast.store.region.split;

import org.jspecify.annotations.NullMarked;

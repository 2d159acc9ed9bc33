/** Applying on one loop over the memory engine. */
@NullMarked
package io.holdfast.store.apply;

import org.jspecify.annotations.NullMarked;

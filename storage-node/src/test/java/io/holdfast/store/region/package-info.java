/** Regions and proposals without a store around them. */
@NullMarked
package io.holdfast.store.region;

import org.jspecify.annotations.NullMarked;

/**
 * Cutting a region: {@link io.holdfast.store.region.split.SplitPlan} is the pure function from a
 * region and a split command to the regions that replace it. Every replica evaluates it at the same
 * index of the log, so it depends on nothing else.
 */
@NullMarked
package io.holdfast.store.region.split;

import org.jspecify.annotations.NullMarked;

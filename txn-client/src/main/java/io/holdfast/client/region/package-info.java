/**
 * Where keys live: {@link io.holdfast.client.region.RegionCache} remembers regions, {@link
 * io.holdfast.client.region.RegionLocator} fills it from the placement driver, {@link
 * io.holdfast.client.region.RegionSender} sends a request to a region's leader and learns from the
 * region errors, {@link io.holdfast.client.region.RegionBatches} cuts the work on many keys by
 * region and cuts it again after each error.
 *
 * <p>Belongs to {@code client-loop}. All positions are in the form of region boundaries (encoded
 * where the cluster encodes them); an empty end is plus infinity.
 */
@NullMarked
package io.holdfast.client.region;

import org.jspecify.annotations.NullMarked;

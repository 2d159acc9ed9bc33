/**
 * Linearizable reads. {@link io.holdfast.store.read.IndexReads} asks the group for a read index
 * (one quorum round for all who ask in a turn, none where this replica is the only voter), waits
 * until it is applied, compares the epoch again, and only then takes the engine snapshot. Under a
 * lease nobody is asked, and short reads are answered where they arrive ({@link
 * io.holdfast.store.read.LocalReads}) by what the region shows of itself ({@link
 * io.holdfast.store.region.RegionView}, L15).
 *
 * <p>Threads: local reads run on any thread. Else admission, waiting and the snapshot belong to the
 * store loop, where a snapshot install cannot begin in between; the read itself runs on the read
 * loop, as a task ({@code read.task}).
 */
@NullMarked
package io.holdfast.store.read;

import org.jspecify.annotations.NullMarked;

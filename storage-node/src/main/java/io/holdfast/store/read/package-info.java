/**
 * Linearizable reads. {@link io.holdfast.store.read.IndexReads} asks the group for a read index
 * (one quorum round for all who ask in a turn, none where this replica is the only voter), waits
 * until it is applied, compares the epoch again, and only then takes the engine snapshot. Leases
 * will stand in front of it, in this room.
 *
 * <p>Threads: admission, waiting and the snapshot belong to the store loop, where a snapshot
 * install cannot begin in between; the read itself runs on the read loop, as a task ({@code
 * read.task}).
 */
@NullMarked
package io.holdfast.store.read;

import org.jspecify.annotations.NullMarked;

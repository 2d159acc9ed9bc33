/**
 * The log of a process: {@link io.holdfast.raft.wal.SharedLog}, one sequence of segment files for
 * the entries and hard states of all Raft groups, so that one sync serves all of them.
 *
 * <p>Two loops, no locks. The <em>home</em> loop (the loop of the groups) owns the index: what each
 * group holds and where it lies. The <em>log</em> loop owns the file being written. A batch is
 * staged on the home loop (from then on readers see it, from memory), written and synced on the log
 * loop, and completed on the home loop (its positions become known, its memory may be evicted).
 * Batches are written and completed in the order in which they were staged; both halves may be the
 * same loop.
 *
 * <p>Invariants. A frame counts only if its checksum, which covers its place, is right. Every frame
 * names the position known synced when it was written (rule D5): a bad frame at or beyond the
 * highest one is a torn tail, before it it is corruption. A segment counts only once a frame in it
 * proves that its beginning was synced; until then its predecessor speaks for itself. Bytes whose
 * durability nobody recorded are written again, into a new segment, before anyone builds on them
 * (rules D4, D9). Files are longer than their content and may have been another segment's: what
 * follows the last frame is zeros or stale, and never counts. Segments leave oldest first, and only
 * when nothing in them is needed. An append that found no room changes nothing ({@link
 * io.holdfast.raft.wal.LogFullException}).
 */
@NullMarked
package io.holdfast.raft.wal;

import org.jspecify.annotations.NullMarked;

/**
 * Committed entries become data: {@link io.holdfast.store.apply.Applier} takes what all regions of
 * the store hand over, turns it into one engine batch per round, and sends the results back to the
 * store loop.
 *
 * <p>Threads: everything runs on the apply loop, which may be the store loop (inline pipeline). The
 * state here (range, epoch, position of each region) is the apply side's own copy; the store loop
 * learns of changes through results only.
 *
 * <p>Invariants: the position of a region is written in the batch of the entries it stands for, so
 * that a replay after a crash begins exactly behind what the engine kept (RAFT-6 on the log side);
 * what a command does depends on the log and the engine alone, never on clocks, roles or
 * configuration (RAFT-4); versions are compared again here (D1); a batch that creates a region or
 * changes its members is synced before anybody hears of it (D7).
 */
@NullMarked
package io.holdfast.store.apply;

import org.jspecify.annotations.NullMarked;

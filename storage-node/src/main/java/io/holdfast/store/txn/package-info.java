/**
 * How write commands reach a region: latches, one snapshot, the pure command, one proposal.
 *
 * <p>Start with {@link io.holdfast.store.txn.TxnScheduler}. The commands themselves are pure and
 * live in {@code txn.command}; the region behind them is the seam {@link
 * io.holdfast.store.txn.RegionAccess}.
 *
 * <p>Threads: everything here belongs to one store loop, the one that owns the regions it serves.
 * Invariants: a key is written by one command at a time from its snapshot until its proposal is
 * applied or known to be dead; a write set is proposed only in the term of its snapshot (rule D1).
 */
@NullMarked
package io.holdfast.store.txn;

import org.jspecify.annotations.NullMarked;

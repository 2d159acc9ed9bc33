/**
 * Timestamps: strictly increasing over all requests, restarts and leaders (rules T1, T2 and T4).
 *
 * <p>{@link io.holdfast.pd.tso.TimestampOracle} is a pure state machine over an injected clock and
 * a window that somebody else replicates; {@link io.holdfast.pd.tso.TimestampServer} joins it to
 * the Raft group: it raises the window ahead of need, answers requests in batches, one quorum round
 * for all requests of a turn.
 *
 * <p>Everything runs on {@code pd-loop}. Invariants: no timestamp lies above the replicated window;
 * none is handed out twice; none is lower than one handed out before, by whichever leader.
 */
@NullMarked
package io.holdfast.pd.tso;

import org.jspecify.annotations.NullMarked;

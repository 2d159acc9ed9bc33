package io.holdfast.raft.core;

/**
 * What a leader knows of one peer, for its host: log truncation, promotion of learners, reports.
 *
 * @param match highest index known to be durable there
 * @param next index of the next entry to send
 * @param reach {@code match}, or the index of the snapshot that is on its way there: it will ask
 *     for the entries after it
 * @param learner true iff it does not vote
 * @param needsSnapshot true iff it waits for a snapshot
 * @param active true iff it answered in this check-quorum period or in the one before
 */
public record PeerProgress(
    long peer,
    long match,
    long next,
    long reach,
    boolean learner,
    boolean needsSnapshot,
    boolean active) {}

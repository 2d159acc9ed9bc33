package io.holdfast.raft.core;

import io.holdfast.runtime.base.Invariant;

/**
 * Constants of one node. The defaults of {@link #of} assume a tick of 50 ms: heartbeats each 100
 * ms, elections after 1 to 2 s.
 *
 * @param electionTicksMin a follower campaigns after a random number of ticks in {@code
 *     [electionTicksMin, electionTicksMax)} without a leader; a leader steps down when it has not
 *     heard a quorum for {@code electionTicksMin}
 * @param heartbeatTicks ticks between heartbeats, less than {@code electionTicksMin}
 * @param inflightMessagesMax appends on their way to one follower
 * @param inflightBytesMax entries on their way to one follower, bytes
 * @param appendBytesMax entries in one append; one entry goes even if it is larger
 * @param uncommittedBytesMax accepted and not committed, or not durable on the leader; more is
 *     refused
 * @param entryBytesMax largest proposal
 * @param committedBytesMax entries handed out by one Ready
 * @param unappliedBytesMax entries handed out and not applied yet, so that a slow state machine
 *     does not collect them in memory
 */
public record RaftConfig(
    long selfId,
    int electionTicksMin,
    int electionTicksMax,
    int heartbeatTicks,
    int inflightMessagesMax,
    long inflightBytesMax,
    long appendBytesMax,
    long uncommittedBytesMax,
    int entryBytesMax,
    long committedBytesMax,
    long unappliedBytesMax,
    boolean preVote,
    boolean checkQuorum) {
  private static final long MIB = 1 << 20;

  /** Validates. */
  public RaftConfig {
    Invariant.check(selfId > 0, "Peer ids are positive", "selfId", selfId);
    Invariant.check(
        heartbeatTicks > 0 && electionTicksMin > heartbeatTicks,
        "Heartbeats must be more frequent than elections",
        "heartbeatTicks",
        heartbeatTicks,
        "electionTicksMin",
        electionTicksMin);
    Invariant.check(
        electionTicksMax > electionTicksMin,
        "Election timeouts need a range to be random in",
        "electionTicksMin",
        electionTicksMin,
        "electionTicksMax",
        electionTicksMax);
    Invariant.check(
        inflightMessagesMax > 0
            && inflightBytesMax > 0
            && appendBytesMax > 0
            && uncommittedBytesMax > 0
            && entryBytesMax > 0
            && committedBytesMax > 0
            && unappliedBytesMax > 0,
        "Limits must be positive",
        "config",
        selfId);
  }

  /** The defaults. */
  public static RaftConfig of(long selfId) {
    // 256 messages of 1 MiB fill a round trip of any network we run on; 32 MiB of them bound what
    // one slow follower can hold in memory. 64 MiB uncommitted is about a second of a fast disk.
    return new RaftConfig(
        selfId,
        20,
        40,
        2,
        256,
        32 * MIB,
        MIB,
        64 * MIB,
        (int) (8 * MIB),
        4 * MIB,
        64 * MIB,
        true,
        true);
  }

  /** The same for another peer of the store. */
  public RaftConfig withSelfId(long peer) {
    return new RaftConfig(
        peer,
        electionTicksMin,
        electionTicksMax,
        heartbeatTicks,
        inflightMessagesMax,
        inflightBytesMax,
        appendBytesMax,
        uncommittedBytesMax,
        entryBytesMax,
        committedBytesMax,
        unappliedBytesMax,
        preVote,
        checkQuorum);
  }

  /** The same with other timing. */
  public RaftConfig withTicks(int electionMin, int electionMax, int heartbeat) {
    return new RaftConfig(
        selfId,
        electionMin,
        electionMax,
        heartbeat,
        inflightMessagesMax,
        inflightBytesMax,
        appendBytesMax,
        uncommittedBytesMax,
        entryBytesMax,
        committedBytesMax,
        unappliedBytesMax,
        preVote,
        checkQuorum);
  }

  /** The same with other bounds of what is on its way to one follower, and of one append. */
  public RaftConfig withAppends(int messagesMax, long bytesMax, long oneBytesMax) {
    return new RaftConfig(
        selfId,
        electionTicksMin,
        electionTicksMax,
        heartbeatTicks,
        messagesMax,
        bytesMax,
        oneBytesMax,
        uncommittedBytesMax,
        entryBytesMax,
        committedBytesMax,
        unappliedBytesMax,
        preVote,
        checkQuorum);
  }

  /** The same with other bounds of what is handed out at once, and not applied yet. */
  public RaftConfig withApply(long handedOutBytesMax, long waitingBytesMax) {
    return new RaftConfig(
        selfId,
        electionTicksMin,
        electionTicksMax,
        heartbeatTicks,
        inflightMessagesMax,
        inflightBytesMax,
        appendBytesMax,
        uncommittedBytesMax,
        entryBytesMax,
        handedOutBytesMax,
        waitingBytesMax,
        preVote,
        checkQuorum);
  }
}

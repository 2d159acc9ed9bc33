package io.holdfast.raft.core;

/**
 * Whether a member and the leader of its group are in touch: all that a member knows of time. Role
 * and messages are the core's; how silence is told from life is this type's, so that a group need
 * not count by itself what its store knows for all groups.
 *
 * <p>Belongs to the loop of the group. {@link TickContact} counts ticks and messages of the group.
 */
interface LeaderContact {
  /** A role begins: what was measured is over, and the next wait has another length. */
  void begin(Role role);

  // ---- who follows

  /** A word of the leader has come, or a vote was given: the wait begins anew. */
  void heard();

  /** True iff the leader was heard so lately that nobody is helped to depose it. */
  boolean hears();

  /**
   * The promise to the leader is over, in many groups and in all stores at once: it is not heard
   * any more, and the next campaign is due soon, not everywhere at the same time (L21).
   */
  void lapsed();

  /**
   * Nobody listens any more where the leader lived: it is not heard from now on, and the next
   * campaign is due soon. A hint, for elections alone: it ends no promise.
   */
  void gone();

  /** The silent leader was asked whether it leads; until the next question its answer may come. */
  void asked();

  /** Once a tick: true iff the wait is over and this member should campaign (Raft §5.2). */
  boolean campaignDue();

  // ---- who leads

  /** Once a tick: true iff a quorum must have been heard since the last time (Thesis §6.2). */
  boolean quorumDue();

  /** What the leader has begun gets a whole period until {@link #quorumDue}. */
  void restartQuorumPeriod();

  /** Once a tick: true iff the followers are to be told that they are led. */
  boolean heartbeatDue();
}

package io.holdfast.pd.state;

import io.holdfast.pd.state.ClusterState.Effect;

/**
 * The way to change the replicated state. All methods and call-backs run on {@code pd-loop}.
 *
 * <p>A call-back always runs after the call that took it has returned, exactly once.
 */
public interface CommandLog {
  /** True iff this member leads and has applied an entry of its own term. */
  boolean leading();

  /** Replicates a command. Refused at once (by {@link Completion#lost}) when not leading. */
  void propose(ClusterCommand command, Completion completion);

  /**
   * Asks a quorum whether this member still leads (rule T2). All callers of one turn share a round.
   */
  void confirmLeadership(Confirmation confirmation);

  /** What became of a command. */
  interface Completion {
    /** Applied on this member, which leads. */
    void applied(Effect effect);

    /** Leadership was lost: nobody knows whether the command will be applied. */
    void lost();
  }

  /** The answer of the quorum. */
  interface Confirmation {
    /** This member led at some moment after the question. */
    void confirmed();

    /** It does not, or nobody answered. */
    void lost();
  }
}

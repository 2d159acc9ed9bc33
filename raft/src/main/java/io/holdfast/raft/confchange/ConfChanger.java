package io.holdfast.raft.confchange;

import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Computes the configuration after a change, or why there is none. */
public final class ConfChanger {
  private final Membership before;

  /** Changes to {@code before}. */
  public ConfChanger(Membership before) {
    this.before = before;
  }

  /** Exactly one of the two is not null. */
  public record Outcome(@Nullable Membership after, @Nullable String refusal) {
    static Outcome refused(String why) {
      return new Outcome(null, why);
    }
  }

  /** In one step: old and new majorities overlap, as at most one voter differs (Thesis §4.1). */
  public Outcome simple(List<MemberChange> changes) {
    if (before.joint()) {
      return Outcome.refused("in a joint configuration");
    }
    Draft draft = new Draft(before, false);
    String refusal = draft.apply(changes);
    if (refusal != null) {
      return Outcome.refused(refusal);
    }
    TreeSet<Long> gone = new TreeSet<>(before.incoming());
    gone.removeAll(draft.incoming);
    TreeSet<Long> come = new TreeSet<>(draft.incoming);
    come.removeAll(before.incoming());
    if (gone.size() + come.size() > 1) {
      return Outcome.refused("more than one voter changes without a joint configuration");
    }
    return draft.outcome(false);
  }

  /** Into the joint configuration of the present majority and the one after {@code changes}. */
  public Outcome enterJoint(List<MemberChange> changes, boolean autoLeave) {
    if (before.joint()) {
      return Outcome.refused("in a joint configuration");
    }
    Draft draft = new Draft(before, true);
    String refusal = draft.apply(changes);
    return refusal != null ? Outcome.refused(refusal) : draft.outcome(autoLeave);
  }

  /** The incoming majority alone decides from here. */
  public Outcome leaveJoint() {
    if (!before.joint()) {
      return Outcome.refused("not in a joint configuration");
    }
    TreeSet<Long> learners = new TreeSet<>(before.learners());
    learners.addAll(before.learnersNext());
    return new Outcome(
        Membership.of(before.incoming(), List.of(), learners, List.of(), false), null);
  }

  private static final class Draft {
    final TreeSet<Long> incoming;
    final TreeSet<Long> outgoing;
    final TreeSet<Long> learners;
    final TreeSet<Long> learnersNext = new TreeSet<>();

    Draft(Membership before, boolean joint) {
      incoming = new TreeSet<>(before.incoming());
      outgoing = joint ? new TreeSet<>(before.incoming()) : new TreeSet<>();
      learners = new TreeSet<>(before.learners());
    }

    @Nullable String apply(List<MemberChange> changes) {
      TreeSet<Long> named = new TreeSet<>();
      for (MemberChange change : changes) {
        if (!named.add(change.peer())) {
          return "a peer is named twice";
        }
        apply(change);
      }
      return incoming.isEmpty() ? "no voter would be left" : null;
    }

    private void apply(MemberChange change) {
      long peer = change.peer();
      boolean wasVoter = incoming.remove(peer);
      learners.remove(peer);
      switch (change.kind()) {
        case VOTER -> incoming.add(peer);
        case LEARNER -> {
          // An outgoing voter still votes, so it may become a learner only when that ends.
          boolean votesOn = wasVoter && outgoing.contains(peer);
          (votesOn ? learnersNext : learners).add(peer);
        }
        case NONE -> {}
      }
    }

    Outcome outcome(boolean autoLeave) {
      return new Outcome(
          Membership.of(incoming, outgoing, learners, learnersNext, autoLeave), null);
    }
  }
}

package io.holdfast.raft.core;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * Requests for read indexes at a leader, confirmed in batches (Raft §8, Thesis §6.4): all requests
 * that wait when a round begins share one round of heartbeats, and a round that a quorum confirms
 * confirms all earlier ones.
 */
final class ReadRounds {
  /** Requests held at most: some seconds of a busy group; beyond, the caller is told no. */
  static final int REQUESTS_MAX = 1 << 16;

  /** Rounds on their way: enough to fill a round trip, then requests gather into larger rounds. */
  static final int ROUNDS_MAX = 16;

  /** Somebody's request. {@code peer} is the leader itself or the follower that forwarded it. */
  record Request(long peer, long context) {}

  /** An answer. */
  record Answer(long peer, long context, long index) {}

  private record Round(long number, long index, List<Request> requests) {}

  private final ArrayDeque<Round> rounds = new ArrayDeque<>();
  private List<Request> waiting = new ArrayList<>();
  private int held;
  private long latest;

  boolean add(long peer, long context) {
    if (held >= REQUESTS_MAX) {
      return false;
    }
    waiting.add(new Request(peer, context));
    held++;
    return true;
  }

  /** True iff nobody waits for an answer. */
  boolean isEmpty() {
    return held == 0;
  }

  boolean canBegin() {
    return !waiting.isEmpty() && rounds.size() < ROUNDS_MAX;
  }

  /** Begins a round at the present commit index; heartbeats carry {@link #latest()} from now on. */
  void begin(long commit) {
    latest++;
    rounds.add(new Round(latest, commit, waiting));
    waiting = new ArrayList<>();
  }

  /** Number of the latest round, 0 before the first. */
  long latest() {
    return latest;
  }

  /** A quorum has confirmed {@code round} and all before. */
  List<Answer> confirmed(long round) {
    List<Answer> answers = List.of();
    while (!rounds.isEmpty() && rounds.peek().number() <= round) {
      if (answers.isEmpty()) {
        answers = new ArrayList<>();
      }
      Round done = rounds.remove();
      for (Request request : done.requests()) {
        answers.add(new Answer(request.peer(), request.context(), done.index()));
      }
      held -= done.requests().size();
    }
    return answers;
  }
}

package io.holdfast.raft.group;

import io.holdfast.raft.core.RawNode;
import io.holdfast.raft.core.ReadState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Batches read index requests: everyone who asks in one turn shares one round, and no round is
 * joined after it began, since its index may be older than the request.
 */
final class ReadIndexQueue {
  /**
   * Rounds in flight: one per turn. More than this means that nobody answers; those waiting then
   * share the next round that fits.
   */
  private static final int ROUNDS_MAX = 1024;

  private final int timeoutTicks;

  /**
   * Begins at random: an answer that was still on its way to this peer's former life must not match
   * a context of this one.
   */
  private long nextContext;

  private long now;
  private List<ReadCallback> waiting = new ArrayList<>();
  private final Map<Long, Round> rounds = new LinkedHashMap<>();

  private record Round(long startedTick, List<ReadCallback> callbacks) {}

  ReadIndexQueue(int timeoutTicks, long firstContext) {
    this.timeoutTicks = timeoutTicks;
    this.nextContext = firstContext;
  }

  void add(ReadCallback callback) {
    waiting.add(callback);
  }

  boolean isEmpty() {
    return waiting.isEmpty() && rounds.isEmpty();
  }

  /** Starts a round for all who came since the last one. */
  void start(RawNode node) {
    if (waiting.isEmpty() || rounds.size() >= ROUNDS_MAX) {
      return;
    }
    List<ReadCallback> callbacks = waiting;
    waiting = new ArrayList<>();
    long context = nextContext++;
    if (node.readIndex(context)) {
      rounds.put(context, new Round(now, callbacks));
    } else {
      callbacks.forEach(ReadCallback::onLost);
    }
  }

  void answer(List<ReadState> states) {
    for (ReadState state : states) {
      Round round = rounds.remove(state.context());
      if (round != null) {
        round.callbacks().forEach(callback -> callback.onReady(state.index()));
      }
    }
  }

  /** Gives up rounds without an answer: a follower's request or its answer may have been lost. */
  void tick() {
    now++;
    while (!rounds.isEmpty()) {
      Map.Entry<Long, Round> oldest = rounds.entrySet().iterator().next();
      if (now - oldest.getValue().startedTick() < timeoutTicks) {
        return;
      }
      rounds.remove(oldest.getKey());
      oldest.getValue().callbacks().forEach(ReadCallback::onLost);
    }
  }

  /** The leader changed: no round of before will be answered. */
  void lostRounds() {
    List<Round> lost = new ArrayList<>(rounds.values());
    rounds.clear();
    lost.forEach(round -> round.callbacks().forEach(ReadCallback::onLost));
  }

  void lostAll() {
    lostRounds();
    List<ReadCallback> lost = waiting;
    waiting = new ArrayList<>();
    lost.forEach(ReadCallback::onLost);
  }
}

package io.holdfast.store.region;

import io.holdfast.raft.core.Entry;
import io.holdfast.runtime.loop.LoopConfined;
import io.holdfast.store.region.ApplyQueue.AppliedPoint;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Positions of one replica that somebody wants to see, before it has come there: how replicas are
 * compared while writes go on. Entries are handed to the apply queue in two parts where such a
 * position lies between them.
 */
@LoopConfined("store")
final class PointsAhead {
  /** More are refused: whoever asks asks again. */
  private static final int WAITING_MAX = 16;

  private final TreeMap<Long, List<Consumer<@Nullable AppliedPoint>>> wanted = new TreeMap<>();
  private final long regionId;
  private final ApplyQueue queue;
  private long submitted;
  private int waiting;

  /** {@code applied} is where the replica stands. */
  PointsAhead(long regionId, ApplyQueue queue, long applied) {
    this.regionId = regionId;
    this.queue = queue;
    this.submitted = applied;
  }

  /**
   * Runs {@code action} on the apply loop when exactly the entries up to {@code index} are applied;
   * with null, and here, when that is past or too many wait.
   */
  void await(long index, Consumer<@Nullable AppliedPoint> action) {
    if (index <= submitted || waiting >= WAITING_MAX) {
      action.accept(null);
      return;
    }
    wanted.computeIfAbsent(index, at -> new ArrayList<>()).add(action);
    waiting++;
  }

  /** Hands entries to the apply queue. */
  void submit(List<Entry> entries) {
    int from = 0;
    long last = entries.get(entries.size() - 1).index();
    while (!wanted.isEmpty() && wanted.firstKey() <= last) {
      int to = (int) (wanted.firstKey() - entries.get(0).index()) + 1;
      hand(entries.subList(from, to));
      List<Consumer<@Nullable AppliedPoint>> actions = wanted.pollFirstEntry().getValue();
      waiting -= actions.size();
      actions.forEach(action -> queue.atPoint(regionId, action));
      from = to;
    }
    hand(entries.subList(from, entries.size()));
  }

  private void hand(List<Entry> part) {
    if (!part.isEmpty()) {
      queue.submit(regionId, List.copyOf(part));
      submitted = part.get(part.size() - 1).index();
    }
  }

  /** The replica jumped here, or ended: nobody will see what lies between. */
  void jumped(long index) {
    submitted = Math.max(submitted, index);
    List<Consumer<@Nullable AppliedPoint>> lost = new ArrayList<>();
    wanted.values().forEach(lost::addAll);
    wanted.clear();
    waiting = 0;
    lost.forEach(action -> action.accept(null));
  }
}

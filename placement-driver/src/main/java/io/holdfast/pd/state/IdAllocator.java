package io.holdfast.pd.state;

import io.holdfast.pd.state.ClusterState.Effect;
import io.holdfast.runtime.base.Invariant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * Hands out cluster-wide unique ids for stores, regions and peers. Ids come from batches whose
 * upper bound is replicated before the first of them leaves; a new leader skips what its
 * predecessor left of a batch.
 *
 * <p>Confined to {@code pd-loop}.
 */
public final class IdAllocator {
  /** Ids per replicated batch: one log entry per thousand ids, and few are lost at a restart. */
  public static final int BATCH = 1_000;

  /** Ids one call may take: the largest split times its peers. */
  public static final int TAKE_MAX = 10_000;

  /** Calls that may wait for a batch; beyond that callers are refused. */
  private static final int WAITING_MAX = 4_096;

  private final CommandLog log;
  private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
  private long next = 1;
  private long bound;
  private boolean raising;
  private boolean held;
  private long life; // Counts starts and stops: a batch asked for before is not ours any more.

  /** Who asked for ids. */
  public interface Receiver {
    /** As many ids as asked for, ascending. */
    void ids(List<Long> ids);

    /** Leadership was lost or too many wait. */
    void refused();
  }

  private record Waiting(int count, Receiver receiver) {}

  /** An allocator that hands out nothing before {@link #start}. */
  public IdAllocator(CommandLog log) {
    this.log = log;
  }

  /** This member now leads; ids up to {@code persistedBound} may have been handed out. */
  public void start(long persistedBound) {
    life++;
    next = persistedBound + 1;
    bound = persistedBound;
    raising = false;
  }

  /** Until {@link #release} nothing is handed out; who asks waits. */
  public void hold() {
    held = true;
  }

  /** Hands out again, first to those who wait. */
  public void release() {
    held = false;
    serve();
  }

  /** The greatest id is in use, whoever handed it out: go on behind it. */
  public void skipTo(long greatestInUse) {
    next = Math.max(next, greatestInUse + 1);
  }

  /** This member does not lead any more. */
  public void stop() {
    life++;
    bound = next - 1;
    raising = false;
    List<Waiting> refused = new ArrayList<>(waiting);
    waiting.clear();
    refused.forEach(w -> w.receiver().refused());
  }

  /** One id at once, or 0 when none is at hand; asks for a new batch then. */
  public long tryTake() {
    if (held) {
      return 0;
    }
    if (next > bound || !waiting.isEmpty()) {
      raise(1);
      return 0;
    }
    return next++;
  }

  /** Takes ids, at once or when a batch is there. */
  public void take(int count, Receiver receiver) {
    Invariant.check(count > 0 && count <= TAKE_MAX, "Ids per call", "count", count);
    if (!held && waiting.isEmpty() && bound - next + 1 >= count) {
      receiver.ids(cut(count));
    } else if (waiting.size() >= WAITING_MAX) {
      receiver.refused();
    } else {
      waiting.add(new Waiting(count, receiver));
      if (!held) {
        raise(count);
      }
    }
  }

  private List<Long> cut(int count) {
    List<Long> ids = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      ids.add(next++);
    }
    return ids;
  }

  private void raise(int wanted) {
    if (raising) {
      return;
    }
    raising = true;
    long asked = life;
    long target = Math.addExact(Math.max(bound, next - 1), Math.max(BATCH, wanted));
    log.propose(
        new ClusterCommand.RaiseIdBound(target),
        new CommandLog.Completion() {
          @Override
          public void applied(Effect effect) {
            if (asked != life) {
              return;
            }
            raising = false;
            bound = Math.max(bound, target);
            serve();
          }

          @Override
          public void lost() {
            if (asked == life) {
              stop();
            }
          }
        });
  }

  private void serve() {
    if (held) {
      return;
    }
    while (!waiting.isEmpty() && bound - next + 1 >= waiting.element().count()) {
      Waiting first = waiting.remove();
      first.receiver().ids(cut(first.count()));
    }
    if (!waiting.isEmpty()) {
      raise(waiting.element().count());
    }
  }

  /** Fails when ids would be handed out above the replicated bound. */
  public void checkInvariants(long persistedBound) {
    Invariant.check(
        bound <= persistedBound || next > bound,
        "G11 ids are handed out above the replicated bound",
        "bound",
        bound,
        "persisted",
        persistedBound);
  }
}

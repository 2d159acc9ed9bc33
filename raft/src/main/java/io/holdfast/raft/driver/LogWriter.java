package io.holdfast.raft.driver;

import io.holdfast.raft.wal.LogFailedException;
import io.holdfast.raft.wal.PurgeRound;
import io.holdfast.raft.wal.SharedLog;
import io.holdfast.raft.wal.StagedBatch;
import io.holdfast.runtime.loop.EventLoop;
import io.holdfast.runtime.node.NodeRuntime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The way of batches from the groups' loop to the log loop and back, in order. What waits is
 * bounded by what the groups have outstanding.
 */
final class LogWriter {
  private final EventLoop home;
  private final EventLoop logLoop;
  private final SharedLog log;
  private final NodeRuntime runtime;

  /** When what is not durable yet was handed over, oldest first, and how much. Home loop. */
  private final ArrayDeque<Handed> handedOver = new ArrayDeque<>();

  /** Belong to the log loop. */
  private List<Work> waiting = new ArrayList<>();

  private boolean drainScheduled;

  /** Something for the log loop; exactly one of batch and deletion is set. */
  record Work(@Nullable StagedBatch batch, PurgeRound.@Nullable Deletion deletion, Runnable done) {
    static Work write(StagedBatch batch, Runnable done) {
      return new Work(batch, null, done);
    }

    static Work delete(PurgeRound.Deletion deletion, Runnable done) {
      return new Work(null, deletion, done);
    }
  }

  private record Handed(long atNanos, int works) {}

  LogWriter(EventLoop home, EventLoop logLoop, SharedLog log, NodeRuntime runtime) {
    this.home = home;
    this.logLoop = logLoop;
    this.log = log;
    this.runtime = runtime;
  }

  /** On the home loop. */
  void submit(List<Work> work) {
    handedOver.addLast(new Handed(home.clock().nanos(), work.size()));
    if (home == logLoop) {
      take(work);
    } else {
      logLoop.execute(() -> take(work));
    }
  }

  /** How long the oldest work has been under way; 0 when nothing is. On the home loop. */
  long stalledNanos() {
    Handed oldest = handedOver.peekFirst();
    return oldest == null ? 0 : home.clock().nanos() - oldest.atNanos();
  }

  private void take(List<Work> work) {
    waiting.addAll(work);
    if (!drainScheduled) {
      // Behind everything that has been handed over by now, and so written together with it.
      drainScheduled = true;
      logLoop.execute(this::drain);
    }
  }

  private void drain() {
    drainScheduled = false;
    List<Work> all = waiting;
    waiting = new ArrayList<>();
    try {
      write(all);
    } catch (LogFailedException e) {
      runtime.fail(e); // Rule D9. Nothing is answered any more.
      return;
    }
    runtime.preemptionPoint("log.written");
    if (home == logLoop) {
      complete(all);
    } else {
      home.execute(() -> complete(all));
    }
  }

  private void write(List<Work> all) throws LogFailedException {
    List<StagedBatch> batches = new ArrayList<>();
    for (Work each : all) {
      StagedBatch batch = each.batch();
      if (batch != null) {
        batches.add(batch);
      }
      PurgeRound.Deletion deletion = each.deletion();
      if (deletion != null) {
        // What made the segment superfluous was handed over before and must be durable first.
        writeAndClear(batches);
        log.delete(deletion);
      }
    }
    writeAndClear(batches);
  }

  private void writeAndClear(List<StagedBatch> batches) throws LogFailedException {
    if (!batches.isEmpty()) {
      log.write(batches);
      batches.clear();
    }
  }

  private void complete(List<Work> all) {
    // A drain takes whole hand-overs, in order.
    for (int left = all.size(); left > 0; ) {
      left -= handedOver.removeFirst().works();
    }
    for (Work each : all) {
      StagedBatch batch = each.batch();
      if (batch != null) {
        log.complete(batch);
      }
      each.done().run();
    }
  }
}

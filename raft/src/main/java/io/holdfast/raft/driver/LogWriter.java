package io.holdfast.raft.driver;

import io.holdfast.raft.wal.LogFailedException;
import io.holdfast.raft.wal.LogFullException;
import io.holdfast.raft.wal.LogRoom;
import io.holdfast.raft.wal.PurgeRound;
import io.holdfast.raft.wal.SharedLog;
import io.holdfast.raft.wal.StagedBatch;
import io.holdfast.runtime.loop.EventLoop;
import io.holdfast.runtime.node.NodeRuntime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The way of batches from the groups' loop to the log loop and back, in order. What waits is
 * bounded by what the groups have outstanding.
 *
 * <p>Where the disk has no room the log gets what was reserved for that day, and goes on; when that
 * is not enough, what is to be written waits as it is and is tried again. Nothing is answered
 * meanwhile, so leaders make way as for a disk that hangs (L9).
 */
final class LogWriter {
  private static final long FULL_RETRY_NANOS = 500_000_000L;

  private final EventLoop home;
  private final EventLoop logLoop;
  private final SharedLog log;
  private final NodeRuntime runtime;

  /** When what is not durable yet was handed over, oldest first, and how much. Home loop. */
  private final ArrayDeque<Handed> handedOver = new ArrayDeque<>();

  private static final long IDLE = Long.MIN_VALUE;

  /** When the oldest of them was. Written by the home loop, for any thread. */
  private volatile long oldestNanos = IDLE;

  private Consumer<LogRoom> listener = room -> {};
  private volatile boolean stopped;

  /** Belong to the log loop, as what follows. */
  private List<Work> waiting = new ArrayList<>();

  private boolean drainScheduled;
  private LogRoom room = LogRoom.AMPLE;
  private boolean stalled;

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

  /** Whom to tell on the home loop, which calls this, how much room there is. */
  void tellRoom(Consumer<LogRoom> target) {
    listener = target;
  }

  /** Nobody waits for room any more. */
  void stop() {
    stopped = true;
  }

  /** On the home loop. */
  void submit(List<Work> work) {
    handedOver.addLast(new Handed(home.clock().nanos(), work.size()));
    oldestNanos = handedOver.getFirst().atNanos();
    if (home == logLoop) {
      take(work);
    } else {
      logLoop.execute(() -> take(work));
    }
  }

  /** How long the oldest work has been under way; 0 when nothing is. Any thread. */
  long stalledNanos() {
    long oldest = oldestNanos;
    return oldest == IDLE ? 0 : home.clock().nanos() - oldest;
  }

  private void take(List<Work> work) {
    waiting.addAll(work);
    scheduleDrain();
  }

  private void scheduleDrain() {
    if (!drainScheduled && !stalled) {
      // Behind everything that has been handed over by now, and so written together with it.
      drainScheduled = true;
      logLoop.execute(this::drain);
    }
  }

  private void drain() {
    drainScheduled = false;
    List<Work> all = waiting;
    waiting = new ArrayList<>();
    int done = 0;
    try {
      while (done < all.size()) {
        done = write(all, done);
      }
    } catch (LogFullException e) {
      waiting = new ArrayList<>(all.subList(done, all.size()));
      stall();
    } catch (LogFailedException e) {
      runtime.fail(e); // Rule D9. Nothing is answered any more.
      return;
    }
    if (done > 0) {
      written(all.subList(0, done));
    }
  }

  private void written(List<Work> work) {
    if (room == LogRoom.NONE) {
      room(LogRoom.RESERVE);
    }
    runtime.preemptionPoint("log.written");
    if (home == logLoop) {
      complete(work);
    } else {
      home.execute(() -> complete(work));
    }
  }

  /** Does the next step, all or nothing; answers what is done by then. */
  private int write(List<Work> all, int from) throws LogFailedException, LogFullException {
    PurgeRound.Deletion deletion = all.get(from).deletion();
    if (deletion != null) {
      // What made the segment superfluous was handed over before and is durable.
      log.delete(deletion);
      return from + 1;
    }
    List<StagedBatch> batches = new ArrayList<>();
    int to = from;
    for (; to < all.size(); to++) {
      StagedBatch batch = all.get(to).batch();
      if (batch == null) {
        break;
      }
      batches.add(batch);
    }
    log.write(batches);
    return to;
  }

  private void stall() {
    if (room == LogRoom.AMPLE) {
      logLoop.schedule(FULL_RETRY_NANOS, this::lookForRoom);
    }
    boolean released = log.releaseReserve();
    room(released ? LogRoom.RESERVE : LogRoom.NONE);
    stalled = true;
    logLoop.schedule(released ? 0 : FULL_RETRY_NANOS, this::retry);
  }

  private void retry() {
    if (!stopped) {
      stalled = false;
      drain();
    }
  }

  private void lookForRoom() {
    if (stopped) {
      return;
    }
    if (!stalled && log.restoreReserve()) {
      room(LogRoom.AMPLE);
    } else {
      logLoop.schedule(FULL_RETRY_NANOS, this::lookForRoom);
    }
  }

  private void room(LogRoom now) {
    if (room != now) {
      room = now;
      home.execute(() -> listener.accept(now));
    }
  }

  private void complete(List<Work> all) {
    for (int left = all.size(); left > 0; ) {
      Handed oldest = handedOver.removeFirst();
      if (oldest.works() > left) { // Where there was no room for all.
        handedOver.addFirst(new Handed(oldest.atNanos(), oldest.works() - left));
      }
      left -= oldest.works();
    }
    oldestNanos = handedOver.isEmpty() ? IDLE : handedOver.getFirst().atNanos();
    for (Work each : all) {
      StagedBatch batch = each.batch();
      if (batch != null) {
        log.complete(batch);
      }
      each.done().run();
    }
  }
}

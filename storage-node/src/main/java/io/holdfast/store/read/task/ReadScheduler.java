package io.holdfast.store.read.task;

import io.holdfast.runtime.loop.EventLoop;
import io.holdfast.runtime.loop.LoopConfined;
import io.holdfast.store.engine.EngineReader;
import io.holdfast.store.engine.EngineSnapshot;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Gives the reads of a store their turns on the read loop, which may be the store loop (rule R1).
 *
 * <pre>
 * submitted -> fresh -> (first turn) -> done
 *                                    -> active -> turn -> turn -> ... -> done
 *                                       waiting ^
 * </pre>
 *
 * <p>New reads share one turn at a time, in order of arrival, so that point reads never stand
 * behind a scan that has begun. What is not done after its first step joins a ring and is served
 * round robin, one read a turn, and half of the loop's time at the most; an eighth while new reads
 * keep coming. Between two turns the loop runs whatever else it has: turns that follow a full one
 * are timers, and a loop looks at its tasks before its timers.
 *
 * <p>Bounds: {@link #OPEN_MAX} reads hold a snapshot, {@link #WAITING_MAX} of them a first step's
 * result, {@link #ACTIVE_MAX} a growing one; none lives longer than {@link #LIFE_NANOS_MAX},
 * because a snapshot keeps what was overwritten since.
 */
@LoopConfined("read")
public final class ReadScheduler {
  /** Reads that hold a snapshot; above it new ones are refused as busy. */
  public static final int OPEN_MAX = 10_000;

  /** Long reads served in turn. */
  static final int ACTIVE_MAX = 16;

  /** Long reads that wait for a place in the ring; one more is given up. */
  static final int WAITING_MAX = 256;

  /** Oldest snapshot a read may hold. */
  public static final long LIFE_NANOS_MAX = 60_000_000_000L;

  /** How long a page may take before it is closed where it stands. */
  static final long PAGE_NANOS = 250_000_000L;

  /** The pause after a long turn, in such turns, when others have read since the last one. */
  private static final int SHARED_PAUSE_TURNS = 7;

  private final EventLoop loop;
  private final EventLoop answerLoop;
  private final ReadTurn turn;
  private final ArrayDeque<ReadJob<?>> fresh = new ArrayDeque<>();
  private final ArrayDeque<ReadJob<?>> active = new ArrayDeque<>();
  private final ArrayDeque<ReadJob<?>> waiting = new ArrayDeque<>();
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicLong givenUp = new AtomicLong();
  private boolean freshDue;
  private boolean longDue;
  private boolean shared;
  private boolean stopped;

  /**
   * For one store; {@code loop} may be its store loop. Large answers are handed over on {@code
   * answerLoop}: to turn a million rows into a message takes longer than many turns.
   */
  public ReadScheduler(EventLoop loop, EventLoop answerLoop) {
    this.loop = loop;
    this.answerLoop = answerLoop;
    this.turn = new ReadTurn(loop.clock()::nanos);
  }

  // ---- any thread ----

  /** True when no further read should be begun. Any thread. */
  public boolean full() {
    return open.get() >= OPEN_MAX;
  }

  /** Reads that hold a snapshot. Any thread. */
  public int open() {
    return open.get();
  }

  /**
   * Reads dropped because their caller had gone, their time was up or too many were under way. Any
   * thread.
   */
  public long givenUp() {
    return givenUp.get();
  }

  /**
   * Runs a read on {@code snapshot}, which is closed in any case. Any thread; the listener may hear
   * before this returns, if the caller is on the read loop.
   *
   * @param deadlineNanos of the node's clock; later than {@link #LIFE_NANOS_MAX} from now is cut
   */
  public <R> void submit(
      EngineSnapshot snapshot,
      Function<EngineReader, ReadTask<R>> read,
      Caller caller,
      long deadlineNanos,
      ReadListener<R> listener) {
    open.incrementAndGet();
    ReadJob<R> job = new ReadJob<>(snapshot, read, caller, deadlineNanos, listener);
    if (loop.inLoop()) {
      add(job);
    } else {
      loop.execute(() -> add(job));
    }
  }

  /**
   * Gives up all reads, then runs {@code done} on the read loop. Later reads are given up too. Any
   * thread.
   */
  public void stop(Runnable done) {
    loop.execute(
        () -> {
          stopped = true;
          giveUpAll(fresh);
          giveUpAll(active);
          giveUpAll(waiting);
          done.run();
        });
  }

  // ---- read loop ----

  private void add(ReadJob<?> job) {
    loop.checkOwned();
    if (stopped) {
      giveUp(job, "the store is going down");
      return;
    }
    fresh.addLast(job);
    if (!freshDue) {
      freshDue = true;
      loop.execute(this::freshTurn);
    }
  }

  private void freshTurn() {
    loop.checkOwned();
    shared = true;
    turn.begin();
    while (!fresh.isEmpty() && !turn.over()) {
      ReadJob<?> job = fresh.removeFirst();
      if (!endedIn(job, false)) {
        prolong(job);
      }
    }
    freshDue = !fresh.isEmpty();
    if (freshDue) {
      loop.schedule(0, this::freshTurn);
    }
  }

  /** The read was not done with its first step. */
  private void prolong(ReadJob<?> job) {
    if (active.size() < ACTIVE_MAX) {
      active.addLast(job);
    } else if (waiting.size() < WAITING_MAX) {
      waiting.addLast(job);
    } else {
      giveUp(job, "too many long reads");
    }
    longTurnAfter(0);
  }

  private void longTurnAfter(long pauseNanos) {
    if (!longDue && !active.isEmpty()) {
      longDue = true;
      loop.schedule(pauseNanos, this::longTurn);
    }
  }

  private void longTurn() {
    loop.checkOwned();
    longDue = false;
    ReadJob<?> job = active.pollFirst();
    if (job == null) {
      return;
    }
    long startNanos = loop.clock().nanos();
    turn.begin();
    if (endedIn(job, true)) {
      ReadJob<?> next = waiting.pollFirst();
      if (next != null) {
        active.addLast(next);
      }
    } else {
      active.addLast(job);
    }
    // At least as long a pause as the turn was: that time belongs to everybody else.
    int pauseTurns = shared ? SHARED_PAUSE_TURNS : 1;
    shared = false;
    longTurnAfter(pauseTurns * (loop.clock().nanos() - startNanos));
  }

  /** One step, unless the read must not go on; true when it has been answered or given up. */
  private boolean endedIn(ReadJob<?> job, boolean large) {
    long now = loop.clock().nanos();
    @Nullable String objection = job.objection(now);
    if (objection != null) {
      giveUp(job, objection);
      return true;
    }
    if (job.step(turn, now, PAGE_NANOS)) {
      open.decrementAndGet();
      Runnable answer = job.answer();
      if (large || turn.large()) {
        answerLoop.execute(answer);
      } else {
        answer.run();
      }
      return true;
    }
    return false;
  }

  private void giveUp(ReadJob<?> job, String reason) {
    open.decrementAndGet();
    givenUp.incrementAndGet();
    job.giveUp(reason);
  }

  private void giveUpAll(ArrayDeque<ReadJob<?>> jobs) {
    while (!jobs.isEmpty()) {
      giveUp(jobs.removeFirst(), "the store is going down");
    }
  }
}

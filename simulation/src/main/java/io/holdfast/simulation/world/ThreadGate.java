package io.holdfast.simulation.world;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Cooperative threads (rule X7): real threads of which exactly one runs at a time. The only class
 * of the simulation that touches threads and real time.
 *
 * <p>The driver hands over by the semaphore of the thread and waits for its own; the thread hands
 * back at every blocking call into the runtime. Both semaphores give the happens-before edge, so
 * the world's state needs no locks. A thread that does not hand back within a limit of real time
 * blocks somewhere the world cannot see; the run ends with its stack.
 */
final class ThreadGate implements AutoCloseable {
  /** A turn of a thread takes microseconds; one that takes longer is looked at. */
  private static final long LOOK_MICROS_MIN = 300;

  private static final long LOOK_MICROS_MAX = 200_000;

  private final SimWorld world;
  private final Thread driver;
  private final Semaphore back = new Semaphore(0);
  private final LinkedHashSet<CoopThread> threads = new LinkedHashSet<>();
  private final Queue<String> refused = new ConcurrentLinkedQueue<>();
  private @Nullable CoopThread active;
  private boolean broken;
  private int sequence;

  ThreadGate(SimWorld world) {
    this.world = world;
    this.driver = Thread.currentThread();
  }

  // ---- checks ----

  /** Refuses threads the world does not know: they would make the run depend on real time. */
  void checkCaller(String what) {
    Thread caller = Thread.currentThread();
    CoopThread running = active;
    if (caller == (running == null ? driver : running.thread)) {
      return;
    }
    String refusal = what + " from a thread the simulation does not drive: " + caller.getName();
    refused.add(refusal);
    throw new IllegalStateException(refusal);
  }

  void checkDriver() {
    if (active != null || Thread.currentThread() != driver) {
      throw new IllegalStateException("only the thread that built the world may drive it");
    }
    String refusal = refused.poll();
    if (refusal != null) {
      throw world.failure(refusal, null);
    }
  }

  boolean onCooperativeThread() {
    return active != null;
  }

  int live() {
    return threads.size();
  }

  // ---- life of a thread ----

  void spawn(SimRuntime runtime, String name, Runnable body) {
    CoopThread thread = new CoopThread(runtime, runtime.name() + "/" + name, ++sequence);
    thread.thread = new Thread(() -> run(thread, body), thread.name);
    thread.thread.setDaemon(true);
    threads.add(thread);
    wake(thread, thread.ticket);
  }

  private void run(CoopThread self, Runnable body) {
    self.go.acquireUninterruptibly();
    try {
      if (!self.killed) {
        body.run();
      }
    } catch (Throwable cause) {
      // Not swallowed: a failed assertion of a client fails the run.
      if (!SimulatedCrash.isIn(cause) && !self.killed) {
        self.thrown = cause;
      }
    } finally {
      self.done = true;
      back.release();
    }
  }

  /** Runs {@code thread} until it blocks or ends. Driver only. */
  private void handOver(CoopThread thread) {
    if (thread.done) {
      return;
    }
    CoopThread outer = active;
    active = thread;
    try {
      if (!thread.started) {
        thread.started = true;
        thread.thread.start();
      }
      thread.go.release();
      awaitBack(thread);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw world.failure("interrupted while a cooperative thread ran", e);
    } finally {
      active = outer;
    }
    if (thread.done) {
      threads.remove(thread);
      world.note("end " + thread.name, 0);
      Throwable thrown = thread.thrown;
      if (thrown != null) {
        world.recordFailure(thrown);
      }
    }
  }

  /** Looks what the thread does when it does not hand back soon. */
  private void awaitBack(CoopThread thread) throws InterruptedException {
    long leftMicros = TimeUnit.SECONDS.toMicros(world.options().stuckThreadSeconds());
    long sliceMicros = LOOK_MICROS_MIN;
    String before = null;
    while (!back.tryAcquire(sliceMicros, TimeUnit.MICROSECONDS)) {
      leftMicros -= sliceMicros;
      sliceMicros = Math.min(2 * sliceMicros, LOOK_MICROS_MAX);
      String outside = OutsideWait.of(thread.thread);
      boolean twice = outside != null && outside.equals(before);
      if (twice || leftMicros <= 0) {
        broken = true;
        throw world.failure(outside == null ? stuck(thread) : outside, null);
      }
      before = outside;
    }
  }

  private static String stuck(CoopThread thread) {
    StringBuilder text = new StringBuilder();
    text.append("Cooperative thread blocks outside the runtime: ").append(thread.name);
    for (StackTraceElement frame : thread.thread.getStackTrace()) {
      text.append("\n    at ").append(frame);
    }
    return text.toString();
  }

  // ---- blocking calls, on a cooperative thread ----

  /** Waits for the future; false when {@code timeoutNanos} of the node's clock passed before. */
  boolean await(SimRuntime runtime, CompletableFuture<?> future, long timeoutNanos) {
    CoopThread self = self(runtime, "NodeRuntime.await");
    if (future.isDone()) {
      return true;
    }
    long ticket = ++self.ticket;
    boolean[] timedOut = new boolean[1];
    Event timeout =
        timeoutNanos == Long.MAX_VALUE
            ? null
            : wakeAfter(self, ticket, timeoutNanos, () -> timedOut[0] = true);
    // The completion may come from any loop; it only schedules, the thread runs as its own event.
    CompletableFuture<?> hook = future.whenComplete((value, cause) -> wake(self, ticket));
    while (!future.isDone() && !timedOut[0]) {
      park(self);
    }
    if (timeout != null) {
      timeout.cancel();
    }
    if (!future.isDone()) {
      hook.cancel(false); // Drops the callback's work; an abandoned future keeps only a stub.
      return false;
    }
    return true;
  }

  void sleep(SimRuntime runtime, long nanos) {
    CoopThread self = self(runtime, "NodeRuntime.sleep");
    boolean[] over = new boolean[1];
    wakeAfter(self, ++self.ticket, nanos, () -> over[0] = true);
    while (!over[0]) {
      park(self);
    }
  }

  /** A preemption point on a cooperative thread: others run, for a moment. */
  void preempt(SimRuntime runtime) {
    sleep(runtime, 0);
  }

  private CoopThread self(SimRuntime runtime, String what) {
    world.checkCaller(what);
    CoopThread self = active;
    if (self == null) {
      throw new IllegalStateException(
          what + " blocks; under simulation only threads of SimWorld.spawn may call it");
    }
    self.checkAlive();
    runtime.checkAlive();
    return self;
  }

  /** On the cooperative thread: hands back to the driver until the next wake-up. */
  private void park(CoopThread self) {
    back.release();
    self.go.acquireUninterruptibly();
    self.checkAlive();
  }

  // ---- wake-ups, as events ----

  private Event wakeAfter(CoopThread thread, long ticket, long nanos, Runnable before) {
    long delay = thread.runtime.node().simClock().worldNanos(nanos) + world.drawTaskDelayNanos();
    return world.at(
        world.nowNanos() + delay,
        thread.name,
        thread.id,
        () -> {
          before.run();
          runIfCurrent(thread, ticket);
        });
  }

  private void wake(CoopThread thread, long ticket) {
    world.checkCaller("completion of a future awaited by " + thread.name);
    long at = world.nowNanos() + world.drawTaskDelayNanos();
    world.at(at, thread.name, thread.id, () -> runIfCurrent(thread, ticket));
  }

  private void runIfCurrent(CoopThread thread, long ticket) {
    if (thread.done || thread.ticket != ticket) {
      return; // A timeout after the completion, or the other way round.
    }
    if (thread.runtime.node().paused() && !thread.killed) {
      thread.deferred.add(ticket);
      return;
    }
    handOver(thread);
  }

  /** The node's pause ended. */
  void resume(SimRuntime runtime) {
    for (CoopThread thread : threads) {
      Long ticket;
      while (thread.runtime == runtime && (ticket = thread.deferred.poll()) != null) {
        wake(thread, ticket);
      }
    }
  }

  /** The process died: its threads unwind as soon as the world goes on. */
  void kill(SimRuntime runtime) {
    for (CoopThread thread : threads) {
      if (thread.runtime == runtime && !thread.killed) {
        thread.killed = true;
        long at = world.nowNanos();
        world.at(at, thread.name, thread.id, () -> handOver(thread));
      }
    }
  }

  @Override
  public void close() {
    List<CoopThread> left = new ArrayList<>(threads);
    for (CoopThread thread : left) {
      thread.killed = true;
      if (broken) {
        thread.thread.interrupt(); // No orderly hand-over is possible any more.
      } else {
        handOver(thread);
      }
    }
  }

  /** One cooperative thread. Its fields are guarded by the hand-over. */
  private static final class CoopThread {
    private final SimRuntime runtime;
    private final String name;
    private final int id;
    private final Semaphore go = new Semaphore(0);
    private final ArrayDeque<Long> deferred = new ArrayDeque<>();
    private Thread thread = new Thread(); // Replaced before the thread becomes known.
    private @Nullable Throwable thrown;
    private long ticket;
    private boolean started;
    private boolean killed;
    private boolean done;

    CoopThread(SimRuntime runtime, String name, int id) {
      this.runtime = runtime;
      this.name = name;
      this.id = id;
    }

    void checkAlive() {
      if (killed) {
        throw new SimulatedCrash(name + " was killed with its node");
      }
    }
  }
}

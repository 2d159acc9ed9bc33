package io.holdfast.simulation.world;

import io.holdfast.runtime.loop.EventLoop;
import io.holdfast.runtime.time.Clock;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * A loop of a simulated node: a queue of tasks, run one at a time in the order of arrival, with a
 * seeded delay before each. While a task models time that passes (a slow sync), the loop stays busy
 * until that time is over and others go on.
 */
final class SimLoop implements EventLoop {
  private static final long STOPPED_CLOCK_CHECK_NANOS = 1_000_000;

  private final SimWorld world;
  private final SimRuntime runtime;
  private final String name;
  private final String label;
  private final int id;
  private final Runnable runOne = this::runOne;
  private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
  private final PriorityQueue<Early> early =
      new PriorityQueue<>(
          Comparator.comparingLong(Early::atNanos).thenComparingLong(Early::sequence));
  private boolean scheduled;
  private boolean running;
  private long busyUntilNanos;

  /** A task that is handed over at a later instant. */
  private record Early(long atNanos, long sequence, Runnable task) {}

  SimLoop(SimWorld world, SimRuntime runtime, String name, int id) {
    this.world = world;
    this.runtime = runtime;
    this.name = name;
    this.label = runtime.name() + "/" + name;
    this.id = id;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Clock clock() {
    return runtime.clock();
  }

  @Override
  public void execute(Runnable task) {
    world.checkCaller("EventLoop.execute");
    if (!runtime.stopped()) {
      add(task);
    }
  }

  @Override
  public boolean offer(Runnable task) {
    world.checkCaller("EventLoop.offer");
    if (runtime.stopped() || tasks.size() + early.size() >= queueMax()) {
      return false;
    }
    add(task);
    return true;
  }

  /** A caller that has spent time within its task hands over later than others do now. */
  private void add(Runnable task) {
    if (world.spentNanos() > 0) {
      early.add(new Early(world.nowNanos(), world.nextSequence(), task));
      world.at(world.nowNanos(), label, id, this::takeEarly);
    } else {
      takeEarly(); // Keeps the order of one caller when both fall on one instant.
      tasks.add(task);
      wake();
    }
  }

  private void takeEarly() {
    while (!early.isEmpty() && early.peek().atNanos <= world.nowNanos()) {
      tasks.add(early.remove().task);
    }
    wake();
  }

  @Override
  public int queueMax() {
    return world.options().loopQueueMax();
  }

  @Override
  public Timer schedule(long delayNanos, Runnable task) {
    world.checkCaller("EventLoop.schedule");
    SimTimer timer = new SimTimer(task, clock().nanos() + Math.max(0, delayNanos));
    if (!runtime.stopped()) {
      timer.arm();
    }
    return timer;
  }

  @Override
  public boolean inLoop() {
    return running && world.currentLoop() == this;
  }

  SimRuntime runtime() {
    return runtime;
  }

  /** Runs again after a pause of the node. */
  void wake() {
    if (!scheduled && !running && !tasks.isEmpty()) {
      scheduled = true;
      long from = Math.max(world.nowNanos(), busyUntilNanos);
      world.at(from + world.drawTaskDelayNanos(), label, id, runOne);
    }
  }

  /** Runs nothing for so long. */
  void stall(long nanos) {
    world.note("stall " + label, nanos);
    busyUntilNanos = Math.max(busyUntilNanos, world.nowNanos()) + nanos;
  }

  void stop() {
    tasks.clear();
    early.clear();
  }

  private void runOne() {
    scheduled = false;
    if (busyUntilNanos > world.nowNanos() && !running) {
      wake(); // It was stalled since this was planned.
      return;
    }
    // A loop whose task is being preempted, and every loop of a paused node, waits: the end of the
    // task or of the pause wakes it.
    if (running || runtime.stopped() || runtime.node().paused()) {
      return;
    }
    Runnable task = tasks.poll();
    if (task == null) {
      return;
    }
    running = true;
    SimWorld.Frame outer = world.enter(this);
    try {
      task.run();
      while (mayGoOn()) {
        tasks.remove().run();
      }
    } catch (Throwable cause) {
      // Not swallowed: a fault of the node, recorded by the runtime (contract of EventLoop).
      runtime.fail(cause);
    } finally {
      busyUntilNanos = Math.max(busyUntilNanos, world.leave(outer));
      running = false;
      world.turned(runtime.node());
    }
    if (!runtime.stopped()) {
      wake();
    }
  }

  /** A real loop runs what waits back to back; here others get in between as the seed says. */
  private boolean mayGoOn() {
    return !tasks.isEmpty()
        && world.spentNanos() == 0
        && !runtime.stopped()
        && !runtime.node().paused()
        && world.drawGoOn();
  }

  /** A task that is itself an event of the world: runs at once on a loop that is idle. */
  void arrive(Runnable task) {
    world.checkCaller("SimLoop.arrive");
    if (runtime.stopped()) {
      return;
    }
    if (idle() && world.outside() && world.drawGoOn()) {
      tasks.add(task);
      runOne();
    } else {
      add(task);
    }
  }

  private boolean idle() {
    return !running
        && !scheduled
        && tasks.isEmpty()
        && early.isEmpty()
        && busyUntilNanos <= world.nowNanos();
  }

  private final class SimTimer implements Timer {
    private final Runnable task;
    private final long dueNanos;
    private boolean cancelled;

    SimTimer(Runnable task, long dueNanos) {
      this.task = task;
      this.dueNanos = dueNanos;
    }

    private void arm() {
      arm(0);
    }

    private void arm(long delayNanosMin) {
      long delay = runtime.node().simClock().worldNanos(dueNanos - clock().nanos());
      world.at(world.nowNanos() + Math.max(delay, delayNanosMin), label, ~id, this::due);
    }

    private void due() {
      if (cancelled || runtime.stopped()) {
        return;
      }
      if (clock().nanos() < dueNanos) {
        // The node's clock was slowed or stopped after the timer had been set. A stopped clock
        // would ask again at the same instant for ever.
        arm(STOPPED_CLOCK_CHECK_NANOS);
        return;
      }
      arrive(this::fire);
    }

    private void fire() {
      if (!cancelled) {
        cancelled = true;
        task.run();
      }
    }

    @Override
    public void cancel() {
      world.checkCaller("Timer.cancel");
      cancelled = true;
    }
  }
}

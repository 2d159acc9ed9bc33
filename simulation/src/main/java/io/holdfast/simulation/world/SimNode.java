package io.holdfast.simulation.world;

import io.holdfast.runtime.base.Invariant;
import io.holdfast.runtime.node.NodeRuntime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A simulated machine: clocks and files that last, and at any time at most one life of a process.
 *
 * <pre>
 *   up --kill / powerCut / fail--> down --restart--> up (fresh runtime, same files)
 * </pre>
 *
 * <p>Belongs to the thread of its world; may be used from inside events of the world.
 */
public final class SimNode {
  private static final long WRITE_NANOS_MAX = 100_000;
  private static final int WRITES_PER_STALL = 200;
  private static final long STALL_NANOS_MAX = 60_000_000;

  private final SimWorld world;
  private final String name;
  private final int id;
  private final SimClock clock;
  private final SimDisk disk;
  private final RandomGenerator random;
  private final List<Durable> durables = new ArrayList<>();
  private final List<Consumer<CrashKind>> crashListeners = new ArrayList<>();
  private @Nullable Runnable turnCheck;
  private @Nullable SimRuntime runtime;
  private @Nullable Throwable fault;
  private int lives;
  private String stepPlace = "";
  private int stepCountdown;
  private CrashKind stepCrashKind = CrashKind.KILL;
  private boolean dark;
  private int pauses;
  private int stalls;

  SimNode(SimWorld world, String name, int id) {
    this.world = world;
    this.name = name;
    this.id = id;
    this.random = world.newRandom("machine/" + name);
    this.clock = new SimClock(world, random.nextLong(1_000_000_000_000L));
    this.disk = new SimDisk(name, world.newRandom("disk/" + name));
    restart();
  }

  /** Name of the node; also a good host name for its addresses. */
  public String name() {
    return name;
  }

  /** True iff a process of the node runs. */
  public boolean up() {
    return runtime != null;
  }

  /** True from a power cut until the next start: nothing answers there, not even with a refusal. */
  boolean dark() {
    return dark;
  }

  /** Number of lives so far. */
  public int lives() {
    return lives;
  }

  /** The runtime of the current life; fails when the node is down. */
  public NodeRuntime runtime() {
    return life();
  }

  /** The files, with their fault switches and counters. They outlive the process. */
  public SimDisk disk() {
    return disk;
  }

  /** Why the node stopped itself, if it did in its last life. */
  public @Nullable Throwable fault() {
    return fault;
  }

  /** Lets {@code durable} take part in kills and power cuts of this node, for ever. */
  public void register(Durable durable) {
    durables.add(durable);
  }

  /** Calls {@code listener} after each end of a life. */
  public void onCrash(Consumer<CrashKind> listener) {
    crashListeners.add(listener);
  }

  /**
   * Runs {@code check} after every event in which a loop of the node's present life had a turn,
   * when no task of the node is half done; what it throws fails the run. Ends with the life.
   */
  public void checkTurns(Runnable check) {
    life();
    turnCheck = check;
  }

  /** See {@link #checkTurns}. */
  void turned() {
    Runnable check = turnCheck;
    if (check != null) {
      check.run();
    }
  }

  /** Kills the process (rule X1). Does nothing when it is down. */
  public void kill() {
    world.checkCaller("SimNode.kill");
    if (runtime != null) {
      endLife(CrashKind.KILL);
    }
  }

  /** Cuts the power (rule X1): also of a machine whose process is already dead. */
  public void powerCut() {
    world.checkCaller("SimNode.powerCut");
    endLife(CrashKind.POWER_CUT);
  }

  /** Starts a new process on the same files. */
  public NodeRuntime restart() {
    world.checkCaller("SimNode.restart");
    Invariant.check(runtime == null, "A node that runs cannot be started", "node", name);
    lives++;
    fault = null;
    dark = false;
    SimRuntime next = new SimRuntime(world, this, lives);
    runtime = next;
    world.note("start " + name, lives);
    return next;
  }

  /** Lets nothing of the node run for a while; messages queue, clocks go on (rule X5). */
  public void pause(Duration time) {
    pause();
    SimRuntime paused = runtime;
    world.after(
        time,
        "resume " + name,
        () -> {
          if (paused == runtime) {
            resume();
          }
        });
  }

  /**
   * Suspends the machine for a while: like {@link #pause(Duration)}, but its clocks stand too (rule
   * X5). Outside the model of leases.
   */
  public void suspend(Duration time) {
    clock.freeze();
    world.after(time, "thaw " + name, clock::thaw);
    pause(time);
  }

  /** Lets nothing of the node run until {@link #resume()}. Pauses nest. */
  public void pause() {
    world.checkCaller("SimNode.pause");
    pauses++;
    world.note("pause " + name, pauses);
  }

  /** Ends one {@link #pause()}. */
  public void resume() {
    if (pauses > 0) {
      pauses--;
      runAgain();
    }
  }

  /** Ends all pauses. */
  public void resumeAll() {
    if (pauses > 0) {
      pauses = 0;
      runAgain();
    }
  }

  /** True while nothing of the node runs though it is up. */
  public boolean paused() {
    return pauses + stalls > 0;
  }

  /** The process is busy with something that no loop models, e.g. its start. */
  void stall(long nanos) {
    SimRuntime busy = runtime;
    stalls++;
    world.at(
        world.nowNanos() + nanos,
        "busy " + name,
        id,
        () -> {
          if (busy == runtime && stalls > 0) {
            stalls--;
            runAgain();
          }
        });
  }

  private void runAgain() {
    SimRuntime resumed = runtime;
    if (!paused() && resumed != null) {
      world.note("resume " + name, 0);
      resumed.resume();
      world.threads().resume(resumed);
    }
  }

  /**
   * Lets one thread of the node stand still for so long; the others go on. Which one is drawn by
   * {@code ordinal}, among those that are not the network's.
   */
  public void stallThread(int ordinal, long nanos) {
    world.checkCaller("SimNode.stallThread");
    life().stallLoop(ordinal, nanos);
  }

  /** Rate error of the monotonic clock from now on; 1000 ppm gain one millisecond per second. */
  public void setClockRatePpm(long ppm) {
    clock.setRatePpm(ppm);
    world.note("clock rate " + name, ppm);
  }

  /** Lets the wall clock jump. */
  public void jumpWallClock(Duration by) {
    clock.jumpWall(by.toNanos());
    world.note("clock jump " + name, by.toNanos());
  }

  /** Sets the wall clock right again. */
  public void healClocks() {
    clock.setRatePpm(0);
    clock.jumpWall(-clock.wallOffsetNanos());
  }

  /**
   * Lets the node die inside its {@code operations}-th next write, sync, rename, deletion or
   * directory sync: part of the operation may have happened.
   */
  public void crashInFileOperation(int operations, CrashKind kind) {
    disk.armCrash(operations, kind);
  }

  /**
   * Lets the node die in the middle of a task, between two steps of which one was taken: at the
   * {@code steps}-th preemption point its tasks come to, counted from the next one named {@code
   * place} on, or from now on when that is empty.
   */
  public void crashInStep(String place, int steps, CrashKind kind) {
    stepPlace = place;
    stepCountdown = Math.max(1, steps);
    stepCrashKind = kind;
  }

  /** Takes back {@link #crashInFileOperation} and {@link #crashInStep}. */
  public void disarmCrashes() {
    disk.disarmCrash();
    stepCountdown = 0;
  }

  /** A task of the node comes to a preemption point: dies there when it is time. */
  void step(String place) {
    if (place.equals(stepPlace)) {
      stepPlace = "";
    }
    boolean counts = stepPlace.isEmpty() && stepCountdown > 0;
    if (counts && --stepCountdown == 0 && runtime != null) {
      die(stepCrashKind, "died inside a task: ");
    }
  }

  /** Fills the disks of what is registered, or (false) gives the room back. */
  public void fill(boolean full) {
    durables.forEach(durable -> durable.fill(full));
  }

  /**
   * One write or sync of something durable that is no file. Like a file operation it may be the
   * place where the node dies, before it or behind it, and a sync keeps the caller busy.
   */
  public void durableOperation(boolean sync, Runnable operation) {
    boolean dies = runtime != null && disk.crashNow();
    if (!dies || random.nextBoolean()) {
      operation.run();
    }
    SimRuntime busy = runtime;
    if (dies) {
      die(disk.crashKind(), "died inside an operation of its engine: ");
    } else if (busy != null) {
      world.spend(busy, sync ? drawSyncNanos() : drawWriteNanos());
    }
  }

  private long drawSyncNanos() {
    SimOptions options = world.options();
    return random.nextLong(options.syncNanosMin(), options.syncNanosMax())
        + disk.extraSyncNanos(world.spentNanos());
  }

  /** Short mostly, sometimes as long as a wait for a compaction: what is applied lags behind. */
  private long drawWriteNanos() {
    long stall = random.nextInt(WRITES_PER_STALL) == 0 ? random.nextLong(STALL_NANOS_MAX) : 0;
    return random.nextLong(WRITE_NANOS_MAX) + stall + disk.extraSyncNanos(world.spentNanos()) / 4;
  }

  private void die(CrashKind kind, String where) {
    if (kind == CrashKind.POWER_CUT) {
      powerCut();
    } else {
      kill();
    }
    throw new SimulatedCrash(where + name);
  }

  int id() {
    return id;
  }

  SimClock simClock() {
    return clock;
  }

  @Nullable SimRuntime lifeOrNull() {
    return runtime;
  }

  SimRuntime life() {
    SimRuntime current = runtime;
    if (current == null) {
      throw new IllegalStateException("node is down: " + name);
    }
    return current;
  }

  void faulted(Throwable cause) {
    world.recordFault(this, cause);
    fault = cause;
    endLife(CrashKind.FAULT);
  }

  private void endLife(CrashKind kind) {
    SimRuntime dead = runtime;
    world.note(kind + " " + name, lives);
    runtime = null;
    turnCheck = null;
    pauses = 0;
    stalls = 0;
    disarmCrashes();
    if (dead != null) {
      dead.stop();
      dead.nodeNetwork().die(kind);
      world.threads().kill(dead);
    }
    disk.processDied();
    for (Durable durable : durables) {
      if (dead != null) {
        durable.kill();
      }
      if (kind == CrashKind.POWER_CUT) {
        durable.powerCut(random);
      }
    }
    if (kind == CrashKind.POWER_CUT) {
      dark = true;
      disk.powerCut();
      clock.reboot(random.nextLong(1_000_000_000_000L));
    }
    for (Consumer<CrashKind> listener : List.copyOf(crashListeners)) {
      listener.accept(kind);
    }
  }
}

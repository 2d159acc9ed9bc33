package io.holdfast.store.read.task;

import io.holdfast.runtime.loop.EventLoop;
import io.holdfast.runtime.time.Clock;
import java.util.ArrayDeque;

/** A loop turned by hand: tasks first, then one round of timers, as the production loop does. */
final class HandLoop implements EventLoop {
  private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
  private final ArrayDeque<Runnable> timers = new ArrayDeque<>();
  long nowNanos;
  long lastDelayNanos;

  /** Runs everything that is there now; false when there was nothing. */
  boolean turn() {
    boolean worked = !tasks.isEmpty() || !timers.isEmpty();
    for (int left = tasks.size(); left > 0; left--) {
      tasks.remove().run();
    }
    for (int left = timers.size(); left > 0; left--) {
      timers.remove().run();
    }
    return worked;
  }

  void runDry() {
    while (turn()) {
      nowNanos++;
    }
  }

  @Override
  public String name() {
    return "hand";
  }

  @Override
  public Clock clock() {
    return new Clock() {
      @Override
      public long nanos() {
        return nowNanos;
      }

      @Override
      public long wallMillis() {
        return 0;
      }
    };
  }

  @Override
  public void execute(Runnable task) {
    tasks.add(task);
  }

  @Override
  public boolean offer(Runnable task) {
    tasks.add(task);
    return true;
  }

  @Override
  public int queueMax() {
    return Integer.MAX_VALUE;
  }

  @Override
  public Timer schedule(long delayNanos, Runnable task) {
    timers.add(task);
    lastDelayNanos = delayNanos;
    return () -> timers.remove(task);
  }

  @Override
  public boolean inLoop() {
    return true;
  }
}

package io.holdfast.store.txn;

import io.holdfast.runtime.loop.EventLoop;
import io.holdfast.runtime.time.Clock;
import java.util.ArrayDeque;

/** The thread of the test as a loop: a task runs at once, or after the one that handed it over. */
final class InlineLoop implements EventLoop {
  private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
  private boolean running;

  @Override
  public String name() {
    return "test";
  }

  @Override
  public Clock clock() {
    throw new UnsupportedOperationException("no clock here");
  }

  @Override
  public void execute(Runnable task) {
    tasks.add(task);
    if (!running) {
      running = true;
      while (!tasks.isEmpty()) {
        tasks.remove().run();
      }
      running = false;
    }
  }

  @Override
  public boolean offer(Runnable task) {
    execute(task);
    return true;
  }

  @Override
  public int queueMax() {
    return 1;
  }

  @Override
  public Timer schedule(long delayNanos, Runnable task) {
    throw new UnsupportedOperationException("no timers here");
  }

  @Override
  public boolean inLoop() {
    return true;
  }
}

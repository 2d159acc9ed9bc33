package io.holdfast.workload;

import io.holdfast.runtime.node.NodeRuntime;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Finds out how long a node of clients stood still: a sleeper on it notices what its naps took
 * beyond their time. One for each life of a node.
 */
public final class PauseMeter {
  private static final Duration NAP = Duration.ofMillis(100);

  private final NodeRuntime runtime;
  private long lostNanos;

  /** Measures nothing yet. */
  public PauseMeter(NodeRuntime runtime) {
    this.runtime = runtime;
  }

  /** Measures until told to stop; blocks. */
  public void run(BooleanSupplier stop) {
    try {
      while (!stop.getAsBoolean()) {
        nap();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void nap() throws InterruptedException {
    long began = runtime.clock().nanos();
    runtime.sleep(NAP);
    lostNanos += Math.max(0, runtime.clock().nanos() - began - NAP.toNanos());
  }

  /** Time lost so far; waits until a pause that has just ended is counted. */
  long lostNanos() throws InterruptedException {
    runtime.sleep(NAP.multipliedBy(2));
    return lostNanos;
  }

  /** Time lost and counted so far. */
  long countedNanos() {
    return lostNanos;
  }
}

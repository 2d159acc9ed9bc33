package io.holdfast.workload;

import io.holdfast.client.Database;
import io.holdfast.runtime.node.NodeRuntime;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/**
 * Where one client sits during one life of its node.
 *
 * @param client which client, 0-based; the same over all its lives
 * @param process a number no other life of any client has
 * @param database its own connection, with its own caches
 * @param runtime its node
 * @param random its choices
 * @param pauses of its node
 * @param thinkTimeMax longest pause between two operations
 * @param stop whether to end
 */
public record Seat(
    int client,
    int process,
    Database database,
    NodeRuntime runtime,
    RandomGenerator random,
    PauseMeter pauses,
    Duration thinkTimeMax,
    BooleanSupplier stop) {
  /** A pause, drawn. */
  void think() throws InterruptedException {
    if (!thinkTimeMax.isZero()) {
      runtime.sleep(Duration.ofNanos(random.nextLong(thinkTimeMax.toNanos())));
    }
  }

  /** Runs {@code operation} until told to stop. */
  void loop(Operation operation) {
    try {
      while (!stop.getAsBoolean()) {
        operation.run();
        think();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** One operation of a client. */
  @FunctionalInterface
  interface Operation {
    /** Blocks. */
    void run() throws InterruptedException;
  }
}

package io.holdfast.cli;

import io.holdfast.runtime.time.Clock;
import io.holdfast.simulation.world.SimulationFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Many seeds, several at a time: a world is driven by one thread and knows nothing of any other
 * world, so a seed does the same whoever runs beside it.
 *
 * @param <R> what a seed that passed reports
 */
final class SeedSweep<R> {
  private final Clock clock;
  private final int threads;
  private final LongFunction<R> body;

  /** One seed that has ended: with a report, or with a failure. */
  record Ended<R>(
      int number, long seed, @Nullable R report, @Nullable SimulationFailure failure, long nanos) {
    double seconds() {
      return nanos / 1e9;
    }
  }

  /** Takes each seed as soon as those before it have been told of. */
  interface Listener<R> {
    void ended(Ended<R> ended);
  }

  SeedSweep(Clock clock, int threads, LongFunction<R> body) {
    this.clock = clock;
    this.threads = threads;
    this.body = body;
  }

  /** Runs all, and tells of each in the order given; on the calling thread. */
  void run(List<Long> seeds, Listener<R> listener) {
    ExecutorService pool = Executors.newFixedThreadPool(Math.min(threads, seeds.size()));
    try {
      List<Future<Ended<R>>> running = new ArrayList<>();
      for (int i = 0; i < seeds.size(); i++) {
        int number = i + 1;
        long seed = seeds.get(i);
        running.add(pool.submit(() -> run(number, seed)));
      }
      for (Future<Ended<R>> each : running) {
        listener.ended(each.get());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted between two seeds", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("a seed could not be run", e.getCause());
    } finally {
      pool.shutdownNow();
    }
  }

  private Ended<R> run(int number, long seed) {
    long began = clock.nanos();
    try {
      R report = body.apply(seed);
      return new Ended<>(number, seed, report, null, clock.nanos() - began);
    } catch (SimulationFailure e) {
      return new Ended<>(number, seed, null, e, clock.nanos() - began);
    }
  }
}

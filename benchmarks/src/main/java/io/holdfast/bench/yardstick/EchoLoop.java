package io.holdfast.bench.yardstick;

import java.util.concurrent.CompletableFuture;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** Book-keeping of one phase of echo calls: how many may still start, what came back. */
final class EchoLoop {
  private static final long LOWEST_NANOS = 100;
  private static final long HIGHEST_NANOS = 60_000_000_000L;
  private static final int DIGITS = 3;

  private final Histogram latencyNanos =
      new ConcurrentHistogram(LOWEST_NANOS, HIGHEST_NANOS, DIGITS);
  private final CompletableFuture<Histogram> done = new CompletableFuture<>();
  private final Object lock = new Object();
  private long toStart; // Guarded by lock.
  private long toAnswer; // Guarded by lock.

  EchoLoop(long calls, int inFlight) {
    this.toStart = Math.max(calls, inFlight);
    this.toAnswer = toStart;
  }

  /** True iff another call may start. */
  boolean admit() {
    synchronized (lock) {
      if (toStart == 0) {
        return false;
      }
      toStart--;
      return true;
    }
  }

  void answered(long nanos) {
    latencyNanos.recordValue(Math.min(nanos, HIGHEST_NANOS));
    boolean last;
    synchronized (lock) {
      toAnswer--;
      last = toAnswer == 0;
    }
    if (last) {
      done.complete(latencyNanos);
    }
  }

  void failed(Throwable cause) {
    done.completeExceptionally(cause);
  }

  CompletableFuture<Histogram> done() {
    return done;
  }
}

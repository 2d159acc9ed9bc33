package io.holdfast.store.liveness;

import io.holdfast.runtime.loop.EventLoop;
import io.holdfast.runtime.time.Clock;
import java.util.function.LongSupplier;

/**
 * Whether this store can do what leaders must (L9): its log disk answers, and its loop turns. A
 * store that cannot asks for no support, and so gives way in all that it leads. Asked on the
 * liveness loop.
 */
final class Vitals {
  private final EventLoop storeLoop;
  private final Clock clock;
  private final long patienceNanos;
  private volatile LongSupplier logStalledNanos = () -> 0;
  private volatile long turnedNanos;
  private volatile boolean asked;

  /** {@code patienceNanos}: what takes longer is as good as dead. */
  Vitals(EventLoop storeLoop, Clock clock, long patienceNanos) {
    this.storeLoop = storeLoop;
    this.clock = clock;
    this.patienceNanos = patienceNanos;
    this.turnedNanos = clock.nanos();
  }

  /** {@code stalledNanos}: how long the log's disk has not answered; any thread may ask. */
  void watchLog(LongSupplier stalledNanos) {
    logStalledNanos = stalledNanos;
  }

  boolean good() {
    if (!asked) {
      asked = storeLoop.offer(this::turned);
    }
    return clock.nanos() - turnedNanos <= patienceNanos
        && logStalledNanos.getAsLong() <= patienceNanos;
  }

  private void turned() {
    turnedNanos = clock.nanos();
    asked = false;
  }
}

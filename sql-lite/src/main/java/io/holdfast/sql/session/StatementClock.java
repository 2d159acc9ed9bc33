package io.holdfast.sql.session;

import io.holdfast.runtime.time.Clock;
import io.holdfast.sql.type.Timestamps;

/** Moments as values of timestamptz: microseconds since 2000-01-01 UTC. */
final class StatementClock {
  private static final long NANOS_PER_MICRO = 1_000;
  private static final long MICROS_PER_MILLI = 1_000;

  private final Clock clock;
  private final long originNanos;
  private final long originMicros;

  /** The wall clock counts milliseconds; between its steps the monotonic clock counts on. */
  StatementClock(Clock clock) {
    this.clock = clock;
    this.originNanos = clock.nanos();
    this.originMicros = clock.wallMillis() * MICROS_PER_MILLI + Timestamps.UNIX_EPOCH_MICROS;
  }

  long micros() {
    long wall = clock.wallMillis() * MICROS_PER_MILLI + Timestamps.UNIX_EPOCH_MICROS;
    long counted = originMicros + (clock.nanos() - originNanos) / NANOS_PER_MICRO;
    // The finer clock wins while the two agree to a few milliseconds; then the wall clock was set.
    return Math.abs(counted - wall) <= 20 * MICROS_PER_MILLI ? counted : wall;
  }

  long nanos() {
    return clock.nanos();
  }
}

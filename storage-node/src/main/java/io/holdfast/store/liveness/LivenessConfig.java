package io.holdfast.store.liveness;

import io.holdfast.runtime.base.Invariant;
import java.time.Duration;

/**
 * Periods of promises.
 *
 * @param promise for how long a store asks to be supported
 * @param interval between two requests to one store
 * @param driftPercent greatest rate error of one monotonic clock (L7)
 */
public record LivenessConfig(Duration promise, Duration interval, int driftPercent) {
  /** Validates. */
  public LivenessConfig {
    Invariant.check(
        interval.toNanos() > 0
            && promise.compareTo(interval.multipliedBy(2)) > 0
            && driftPercent > 0
            && driftPercent < 50,
        "Support must be asked for well before it ends",
        "promise",
        promise.toMillis(),
        "interval",
        interval.toMillis(),
        "driftPercent",
        driftPercent);
  }

  /** 1.5 s, asked for every 200 ms, clocks within 10 %. */
  public static LivenessConfig defaults() {
    return new LivenessConfig(Duration.ofMillis(1_500), Duration.ofMillis(200), 10);
  }

  /** What is left of a promise of {@code nanos} by a clock that is fast, on one that is slow. */
  long usable(long nanos) {
    return nanos / (100 + driftPercent) * (100 - driftPercent);
  }

  /** A promise of {@code nanos} is over for everybody after so long on any clock (L5). */
  long over(long nanos) {
    return nanos / 100 * (100 + 2L * driftPercent);
  }
}

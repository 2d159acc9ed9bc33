package io.holdfast.runtime.base;

import java.util.random.RandomGenerator;

/**
 * Exponential back-off with full jitter and a total budget. One object per operation, used by one
 * thread at a time.
 *
 * <p>The n-th delay is drawn from {@code [base·2^n / 2, base·2^n]}, capped; once the sum of delays
 * handed out would exceed the budget, {@link #nextDelayNanos()} answers -1 for ever.
 */
public final class Backoff {
  /** What {@link #nextDelayNanos()} answers when the budget is used up. */
  public static final long EXHAUSTED = -1;

  private final long baseNanos;
  private final long capNanos;
  private final RandomGenerator random;
  private long budgetNanos;
  private int attempts;

  /** All durations in nanoseconds; {@code baseNanos} and {@code capNanos} must be positive. */
  public Backoff(long baseNanos, long capNanos, long budgetNanos, RandomGenerator random) {
    Invariant.check(
        baseNanos > 0 && capNanos >= baseNanos,
        "Backoff range",
        "base",
        baseNanos,
        "cap",
        capNanos);
    this.baseNanos = baseNanos;
    this.capNanos = capNanos;
    this.budgetNanos = budgetNanos;
    this.random = random;
  }

  /** The delay before the next attempt, or {@link #EXHAUSTED}. */
  public long nextDelayNanos() {
    long ceiling = attempts >= 32 ? capNanos : Math.min(capNanos, baseNanos << attempts);
    if (ceiling <= 0) {
      ceiling = capNanos; // The shift overflowed.
    }
    long delay = ceiling / 2 + random.nextLong(ceiling / 2 + 1);
    if (delay > budgetNanos) {
      budgetNanos = 0;
      return EXHAUSTED;
    }
    budgetNanos -= delay;
    attempts++;
    return delay;
  }

  /** Number of delays handed out so far. */
  public int attempts() {
    return attempts;
  }
}

package io.holdfast.store.report;

import io.holdfast.runtime.time.Clock;

/**
 * Lets few lines of a kind into the log: ten in ten seconds. A store has thousands of regions, and
 * what happens to all of them at once is one piece of news; the counters have the number.
 */
final class LineBudget {
  static final int LINES_MAX = 10;
  static final long WINDOW_NANOS = 10_000_000_000L;

  private final Clock clock;
  private long windowBegan;
  private int written;
  private long left;

  LineBudget(Clock clock) {
    this.clock = clock;
    this.windowBegan = clock.nanos();
  }

  /** True iff a line may be written now. */
  boolean take() {
    long now = clock.nanos();
    if (now - windowBegan >= WINDOW_NANOS) {
      windowBegan = now;
      written = 0;
    }
    if (written >= LINES_MAX) {
      left++;
      return false;
    }
    written++;
    return true;
  }

  /** Lines not written since the last call, for the next one that is. */
  long takeLeftOut() {
    long count = left;
    left = 0;
    return count;
  }
}

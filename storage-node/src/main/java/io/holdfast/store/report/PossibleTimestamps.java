package io.holdfast.store.report;

import io.holdfast.protocol.id.Timestamp;
import io.holdfast.runtime.time.Clock;
import io.holdfast.store.mvcc.MvccKeys;

/**
 * Which timestamps the placement driver may have given out, as far as this store was told in this
 * life (rule M7). Told by the store loop, asked by any thread that reads.
 */
public final class PossibleTimestamps {
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final Clock clock;
  private volatile Told told = new Told(0, 0);

  /** The greatest timestamp heard in this life, 0 for none, and when. */
  private record Told(long timestamp, long atNanos) {}

  PossibleTimestamps(Clock clock) {
    this.clock = clock;
  }

  /** The placement driver stands for this one. */
  void heard(long timestamp) {
    told = new Told(timestamp, clock.nanos());
  }

  /**
   * True for a timestamp that the placement driver cannot have given out yet, as far as is known: a
   * minute beyond what it stood for, and the time since. Before it was heard, none is.
   */
  public boolean isFuture(long ts) {
    Told known = told;
    if (known.timestamp == 0 || ts == MvccKeys.TS_MAX) {
      return false;
    }
    long sinceMillis = (clock.nanos() - known.atNanos) / NANOS_PER_MILLI;
    // Clocks differ in their rates (rule L7).
    long greatestMillis =
        Timestamp.physicalMillis(known.timestamp)
            + KnownMarks.READ_AHEAD_MILLIS
            + sinceMillis
            + sinceMillis / 5;
    return ts < 0 || Timestamp.physicalMillis(ts) > greatestMillis;
  }
}

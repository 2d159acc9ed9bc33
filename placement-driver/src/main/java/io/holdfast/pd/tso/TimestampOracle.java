package io.holdfast.pd.tso;

import io.holdfast.protocol.id.Timestamp;
import io.holdfast.runtime.base.Invariant;
import io.holdfast.runtime.time.Clock;

/**
 * Chooses timestamps under a window. Physical time is an anchor plus what the monotonic clock
 * counted since, nudged towards the wall clock by at most one percent: a jump of the wall clock
 * moves nothing at once, in neither direction (rule T4).
 *
 * <pre>
 *   persisted window W ----------------------------------------------|
 *   handed out ............ last |        room, at most 3 s          |
 *                                ^ physical time goes on here
 * </pre>
 *
 * <p>Confined to {@code pd-loop}. One object per term of leadership.
 */
public final class TimestampOracle {
  /** Timestamps one request may ask for (rule T4): a batch lies within one millisecond. */
  public static final int COUNT_MAX = 10_000;

  /** What {@link #allocate} answers when the window is used up. */
  public static final long NONE = -1;

  /** How far ahead of physical time the window is raised, milliseconds. */
  public static final long WINDOW_MILLIS = 3_000;

  /**
   * A wall clock further ahead of the window than this is not believed at a start: timestamps that
   * follow a wrong clock into the future stay there for ever (rule T4). Nothing is lost if it was
   * right and the placement driver off for so long: physical time lags, and catches up slowly.
   */
  public static final long BELIEVED_AHEAD_MILLIS = 30L * 86_400_000;

  /** The wall clock may speed physical time up or slow it down by this part of it. */
  private static final long NUDGE_DIVISOR = 100;

  /** The wall clock is looked at this often; in between the monotonic clock alone counts. */
  private static final long NUDGE_EVERY_NANOS = 1_000_000;

  private static final long NANOS_PER_MILLI = 1_000_000;

  private final Clock clock;
  private long anchorNanos;
  private long physicalNanosAtAnchor; // Sub-millisecond part of the physical time, >= 0.
  private long physicalMillisAtAnchor;
  private long physicalFloorMillis;
  private long lastPhysicalMillis;
  private long lastLogical;
  private long windowMillis;
  private boolean allocated;
  private final boolean believesWallClock;

  /**
   * Begins above everything that was handed out before.
   *
   * @param previousWindowMillis the replicated window as this leader found it
   */
  public TimestampOracle(Clock clock, long previousWindowMillis) {
    this.clock = clock;
    // At once and not when the clock has caught up (rule T1): a clock behind the window must not
    // make the cluster wait.
    long wallMillis = clock.wallMillis();
    believesWallClock =
        previousWindowMillis <= 0 || wallMillis - previousWindowMillis <= BELIEVED_AHEAD_MILLIS;
    physicalMillisAtAnchor =
        (believesWallClock ? Math.max(previousWindowMillis, wallMillis) : previousWindowMillis) + 1;
    anchorNanos = clock.nanos();
    lastPhysicalMillis = physicalMillisAtAnchor - 1;
    lastLogical = Timestamp.LOGICAL_MAX - 1;
    windowMillis = previousWindowMillis;
  }

  /** False when the wall clock was too far ahead at the start to be true. */
  public boolean believesWallClock() {
    return believesWallClock;
  }

  /** The last timestamp handed out, at the start one below the first. */
  long last() {
    return Timestamp.compose(lastPhysicalMillis, lastLogical);
  }

  /** The window this oracle works under; nothing is handed out above. */
  public long windowMillis() {
    return windowMillis;
  }

  /** A higher window was applied by a quorum in this leader's term. */
  public void windowApplied(long upperBoundMillis) {
    windowMillis = Math.max(windowMillis, upperBoundMillis);
  }

  /** The window to ask for now. */
  public long wantedWindowMillis() {
    return Math.max(physicalMillis(), lastPhysicalMillis) + WINDOW_MILLIS;
  }

  /** True iff less than half of the window is left. */
  public boolean windowRunsLow() {
    return windowMillis - Math.max(physicalMillis(), lastPhysicalMillis) < WINDOW_MILLIS / 2;
  }

  /**
   * The last of {@code count} fresh consecutive timestamps, or {@link #NONE} when the window has no
   * room for them.
   */
  public long allocate(int count) {
    Invariant.check(count > 0 && count <= COUNT_MAX, "Timestamps per request", "count", count);
    long physical = physicalMillis();
    long logical = count - 1L;
    if (physical <= lastPhysicalMillis) {
      physical = lastPhysicalMillis;
      logical = lastLogical + count;
      if (logical >= Timestamp.LOGICAL_MAX) {
        physical++; // The counter is used up: the next millisecond begins early.
        logical = count - 1L;
      }
    }
    if (physical > windowMillis) {
      return NONE;
    }
    Invariant.check(
        physical > lastPhysicalMillis || logical > lastLogical,
        "T1 timestamps go back",
        "physical",
        physical,
        "last",
        lastPhysicalMillis);
    allocated = true;
    lastPhysicalMillis = physical;
    lastLogical = logical;
    return Timestamp.compose(physical, logical);
  }

  /** Physical time of the oracle, milliseconds; never goes back. */
  public long physicalMillis() {
    long now = clock.nanos();
    long elapsed = now - anchorNanos;
    if (elapsed >= NUDGE_EVERY_NANOS) {
      moveAnchor(now, elapsed);
      elapsed = 0;
    }
    // A nudge backwards may undo what was read since the last look at the wall clock.
    physicalFloorMillis =
        Math.max(
            physicalFloorMillis,
            physicalMillisAtAnchor + (physicalNanosAtAnchor + elapsed) / NANOS_PER_MILLI);
    return physicalFloorMillis;
  }

  private void moveAnchor(long now, long elapsed) {
    long advanced = physicalNanosAtAnchor + elapsed;
    long nudgeMax = elapsed / NUDGE_DIVISOR;
    long behindMillis = clock.wallMillis() - (physicalMillisAtAnchor + advanced / NANOS_PER_MILLI);
    // Compared in milliseconds first: the distance to the wall clock may be years.
    long nudge =
        Math.abs(behindMillis) > nudgeMax / NANOS_PER_MILLI
            ? Long.signum(behindMillis) * nudgeMax
            : behindMillis * NANOS_PER_MILLI;
    advanced += nudge;
    physicalMillisAtAnchor += advanced / NANOS_PER_MILLI;
    physicalNanosAtAnchor = advanced % NANOS_PER_MILLI;
    anchorNanos = now;
  }

  /** Fails when something was handed out above the window, or the window is not the replicated. */
  void checkInvariants(long persistedWindowMillis) {
    Invariant.check(
        windowMillis <= persistedWindowMillis && (!allocated || lastPhysicalMillis <= windowMillis),
        "T1 timestamps above the replicated window",
        "last",
        lastPhysicalMillis,
        "window",
        windowMillis,
        "persisted",
        persistedWindowMillis);
  }
}

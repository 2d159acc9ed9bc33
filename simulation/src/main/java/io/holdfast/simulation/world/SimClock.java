package io.holdfast.simulation.world;

import io.holdfast.runtime.time.Clock;

/**
 * The clocks of one machine (rule X5): a monotonic one with a rate error, and a wall clock that
 * starts from the monotonic one and may jump. A restart of the process continues both; only a power
 * cut gives the monotonic clock a new origin.
 */
final class SimClock implements Clock {
  /** 2026-01-01T00:00:00Z: where all wall clocks start. */
  static final long WALL_START_MILLIS = 1_767_225_600_000L;

  private static final long PPM = 1_000_000;

  private final SimWorld world;
  private long baseWorldNanos;
  private long baseNanos;
  private long ratePpm;
  private long wallOffsetNanos;
  private boolean frozen;

  SimClock(SimWorld world, long originNanos) {
    this.world = world;
    this.baseWorldNanos = world.nowNanos();
    this.baseNanos = originNanos;
    this.wallOffsetNanos = world.nowNanos() - originNanos;
  }

  @Override
  public long nanos() {
    if (frozen) {
      return baseNanos;
    }
    long elapsed = world.nowNanos() - baseWorldNanos;
    return baseNanos + elapsed + elapsed / PPM * ratePpm + elapsed % PPM * ratePpm / PPM;
  }

  @Override
  public long wallMillis() {
    return WALL_START_MILLIS + Math.floorDiv(nanos() + wallOffsetNanos, 1_000_000L);
  }

  long ratePpm() {
    return ratePpm;
  }

  /** The clock gains {@code ppm} nanoseconds per millisecond of true time from now on. */
  void setRatePpm(long ppm) {
    if (ppm <= -PPM) {
      throw new IllegalArgumentException("a clock must go forward: ppm=" + ppm);
    }
    rebase(nanos());
    ratePpm = ppm;
  }

  /** Both clocks stand still, as those of a suspended guest do (rule L8). */
  void freeze() {
    rebase(nanos());
    frozen = true;
  }

  /** Both clocks go on from where they stood. */
  void thaw() {
    rebase(nanos());
    frozen = false;
  }

  void jumpWall(long deltaNanos) {
    wallOffsetNanos += deltaNanos;
  }

  long wallOffsetNanos() {
    return nanos() + wallOffsetNanos - world.nowNanos();
  }

  /** A reboot: the monotonic clock starts elsewhere, the wall clock goes on. */
  void reboot(long originNanos) {
    wallOffsetNanos += nanos() - originNanos;
    rebase(originNanos);
  }

  /** World time that passes while this clock advances by {@code nanos}, rounded up. */
  long worldNanos(long nanos) {
    if (ratePpm == 0 || nanos <= 0) {
      return Math.max(0, nanos);
    }
    long rate = PPM + ratePpm;
    return nanos / rate * PPM + (nanos % rate * PPM + rate - 1) / rate;
  }

  private void rebase(long nanos) {
    baseNanos = nanos;
    baseWorldNanos = world.nowNanos();
  }
}

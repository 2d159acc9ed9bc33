package io.holdfast.pd.tso;

import io.holdfast.runtime.time.Clock;

/** A clock that a test moves. */
final class ManualClock implements Clock {
  private long nanos = 77;
  private long wallMillis;

  ManualClock(long wallMillis) {
    this.wallMillis = wallMillis;
  }

  @Override
  public long nanos() {
    return nanos;
  }

  @Override
  public long wallMillis() {
    return wallMillis;
  }

  void advanceNanos(long by) {
    nanos += by;
    wallMillis += by / 1_000_000;
  }

  void advanceMillis(long by) {
    advanceNanos(by * 1_000_000);
  }

  void jumpWallMillis(long by) {
    wallMillis += by;
  }
}

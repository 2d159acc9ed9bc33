package io.holdfast.runtime.node;

import io.holdfast.runtime.time.Clock;

/** The machine's clocks; the only reader of system time in the product. */
public final class SystemClock implements Clock {
  @Override
  public long nanos() {
    return System.nanoTime();
  }

  @Override
  public long wallMillis() {
    return System.currentTimeMillis();
  }
}

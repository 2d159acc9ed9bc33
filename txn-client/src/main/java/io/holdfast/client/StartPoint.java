package io.holdfast.client;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A start timestamp for a transaction that is made later, with {@link Database#begin(StartPoint,
 * TxOptions)}: an application that reads snapshots first may so let the commit detect conflicts
 * since one of them.
 *
 * <p>Only {@link Database#startPoint} makes one, because a start timestamp is the identity of a
 * transaction in the cluster: it must come from the placement driver, and two transactions must
 * never share one. The age of the timestamp travels along: locks live from it.
 */
public final class StartPoint {
  private final long timestamp;
  private final long beganNanos;
  private final AtomicBoolean taken = new AtomicBoolean();

  StartPoint(long timestamp, long beganNanos) {
    this.timestamp = timestamp;
    this.beganNanos = beganNanos;
  }

  /** The timestamp; snapshots may be read at it before and after the transaction. */
  public long timestamp() {
    return timestamp;
  }

  /** When it was asked for, on the clock of the client's runtime. */
  long beganNanos() {
    return beganNanos;
  }

  void take() {
    if (!taken.compareAndSet(false, true)) {
      throw new IllegalStateException("start timestamp " + timestamp + " was used already");
    }
  }
}

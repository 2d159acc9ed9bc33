package io.holdfast.client.rpc;

import java.util.concurrent.TimeUnit;

/** Why something is tried again, with the range of the pause before it. */
public enum RetryReason {
  /** Leadership moved and we were told where to. */
  NOT_LEADER(2, 200),
  /** The region changed, or has no leader: elections take one to two seconds. */
  REGION_MISS(5, 300),
  /** The store did not answer. */
  UNREACHABLE(10, 500),
  /** The store has no room for the request. */
  SERVER_BUSY(50, 2_000),
  /**
   * The store's disk is full. Its leaders move on within three seconds, if anybody can take them;
   * to wait until somebody makes room is of no use to the caller.
   */
  STORAGE_FULL(100, 500, 3_000),
  /** The lock of a living transaction is in the way. */
  LOCKED(3, 100),
  /** The placement driver did not answer. */
  PD_UNAVAILABLE(20, 1_000);

  private final long baseMillis;
  private final long capMillis;
  private final long patienceMillis;

  RetryReason(long baseMillis, long capMillis) {
    this(baseMillis, capMillis, Long.MAX_VALUE);
  }

  RetryReason(long baseMillis, long capMillis, long patienceMillis) {
    this.baseMillis = baseMillis;
    this.capMillis = capMillis;
    this.patienceMillis = patienceMillis;
  }

  /** So long after it was first met in an operation that is not tried again; mostly for ever. */
  long patienceNanos() {
    return TimeUnit.MILLISECONDS.toNanos(patienceMillis);
  }

  long baseNanos() {
    return TimeUnit.MILLISECONDS.toNanos(baseMillis);
  }

  long capNanos() {
    return TimeUnit.MILLISECONDS.toNanos(capMillis);
  }
}

package io.holdfast.sql.txn;

/**
 * What may end a statement early.
 *
 * @param lockTimeoutNanos longest wait for one row lock; 0 for no limit
 * @param deadlineNanos instant on the node's monotonic clock; {@link Long#MAX_VALUE} for none
 */
public record StatementLimits(long lockTimeoutNanos, long deadlineNanos, CancelToken cancel) {
  /** No limits. */
  public static StatementLimits none() {
    return new StatementLimits(0, Long.MAX_VALUE, new CancelToken());
  }
}

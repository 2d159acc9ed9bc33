package io.holdfast.sql.txn;

import io.holdfast.client.scope.CallScope;
import io.holdfast.runtime.node.NodeRuntime;
import io.holdfast.sql.error.SqlException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/**
 * What may end a statement early. Made once per statement: what is run again keeps the limits of
 * its first run (rule SQL-8).
 *
 * @param lockTimeoutNanos longest wait for one row lock; 0 for no limit
 * @param deadlineNanos instant on the node's monotonic clock; {@link Long#MAX_VALUE} for none
 */
public record StatementLimits(long lockTimeoutNanos, long deadlineNanos, CancelToken cancel) {
  /** No limits. */
  public static StatementLimits none() {
    return new StatementLimits(0, CallScope.NO_DEADLINE, new CancelToken());
  }

  /** The same without a limit for one row lock. */
  public StatementLimits withoutLockTimeout() {
    return new StatementLimits(0, deadlineNanos, cancel);
  }

  /** The same limits for calls of the cluster. */
  public CallScope scope() {
    return new CallScope(deadlineNanos, cancel.cancellation());
  }

  /** Time left, not below zero; {@link Long#MAX_VALUE} without a deadline. */
  public long leftNanos(long nowNanos) {
    return deadlineNanos == CallScope.NO_DEADLINE
        ? Long.MAX_VALUE
        : Math.max(0, deadlineNanos - nowNanos);
  }

  /** True once the statement was cancelled or has used up its time. */
  public boolean ended(long nowNanos) {
    return cancel.isCancelled() || leftNanos(nowNanos) == 0;
  }

  /** Fails once the statement was cancelled or has used up its time. */
  public void check(long nowNanos) {
    cancel.check();
    if (leftNanos(nowNanos) == 0) {
      throw TxnErrors.statementTimeout();
    }
  }

  /** Waits for {@code time}; fails as soon as the statement ends. */
  public void sleep(NodeRuntime runtime, Duration time) {
    check(runtime.clock().nanos());
    long nanos = Math.min(time.toNanos(), leftNanos(runtime.clock().nanos()));
    CompletableFuture<Void> never = new CompletableFuture<>();
    cancel.during(never);
    try {
      runtime.await(never, Duration.ofNanos(nanos));
    } catch (TimeoutException e) {
      check(runtime.clock().nanos());
    } catch (ExecutionException e) {
      throw e.getCause() instanceof SqlException reason ? reason : TxnErrors.userRequest();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw TxnErrors.userRequest().causedBy(e);
    } finally {
      cancel.over();
    }
  }
}

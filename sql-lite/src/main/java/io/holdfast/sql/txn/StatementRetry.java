package io.holdfast.sql.txn;

import io.holdfast.runtime.base.Backoff;
import io.holdfast.runtime.node.NodeRuntime;
import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * Whether a statement outside of a transaction block is run again after it has met a conflict, and
 * the pause before it. One per session, reset before each statement.
 */
public final class StatementRetry {
  /** Beyond it the conflict is the user's to deal with. */
  static final int ATTEMPTS_MAX = 10;

  private static final long PAUSE_NANOS_MIN = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long PAUSE_NANOS_MAX = TimeUnit.MILLISECONDS.toNanos(100);

  private final NodeRuntime runtime;
  private final RandomGenerator random;
  private Backoff backoff;
  private int attempts;

  StatementRetry(NodeRuntime runtime, RandomGenerator random) {
    this.runtime = runtime;
    this.random = random;
    this.backoff = newBackoff();
  }

  private Backoff newBackoff() {
    return new Backoff(PAUSE_NANOS_MIN, PAUSE_NANOS_MAX, Long.MAX_VALUE, random);
  }

  /** A new statement begins. */
  public void reset() {
    if (attempts > 0) {
      attempts = 0;
      backoff = newBackoff();
    }
  }

  /**
   * After a failure: true, after a pause, iff the statement is to be run again in a new
   * transaction. The caller knows that nothing of its result was sent.
   */
  public boolean again(SqlTransaction failed, SqlException failure, StatementLimits limits) {
    if (failure.state() != SqlState.SERIALIZATION_FAILURE
        || !failed.canRetryStatement()
        || ++attempts >= ATTEMPTS_MAX) {
      return false;
    }
    long pauseNanos = backoff.nextDelayNanos();
    if (limits.leftNanos(runtime.clock().nanos()) <= pauseNanos) {
      return false;
    }
    limits.sleep(runtime, Duration.ofNanos(pauseNanos));
    return true;
  }
}

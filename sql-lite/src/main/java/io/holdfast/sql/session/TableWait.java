package io.holdfast.sql.session;

import io.holdfast.runtime.base.Backoff;
import io.holdfast.sql.catalog.TableDescriptor;
import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.txn.Isolation;
import io.holdfast.sql.txn.SqlTransaction;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * The wait of a statement for a table whose rows others keep from being written while they change
 * it: by looking again, since they may be on another node.
 */
final class TableWait {
  /**
   * Two transactions that wait for each other, one for a table, are not found out; they must not
   * stand for ever. Most changes of tables take less than a second.
   */
  private static final long WAIT_NANOS_MAX = TimeUnit.SECONDS.toNanos(10);

  private static final long PAUSE_NANOS_MIN = TimeUnit.MILLISECONDS.toNanos(5);
  private static final long PAUSE_NANOS_MAX = TimeUnit.MILLISECONDS.toNanos(100);

  private TableWait() {}

  /** True iff the statement may not run now. */
  static boolean needed(PlannedStatement planned) {
    TableDescriptor target = planned.target();
    return target != null && target.writesBlocked();
  }

  /**
   * Returns when the table may be written to, with a fresh snapshot for the same statement.
   *
   * @throws SqlException 40001 when it takes too long, or under a snapshot that stays; 55P03 after
   *     lock_timeout
   */
  static StatementScope await(SessionState state, StatementScope scope, PlannedStatement planned) {
    TableDescriptor target = Objects.requireNonNull(planned.target());
    SqlTransaction transaction = scope.transaction();
    transaction.requireWritable(planned.command());
    await(state, scope, target.oid(), target.name());
    if (transaction.options().isolation() != Isolation.READ_COMMITTED) {
      throw beingChanged(target.name()); // Its snapshot is from before the change.
    }
    return state.beginStatement();
  }

  /** Returns when others let the table or schema be changed; it may be another one by then. */
  static void await(SessionState state, StatementScope scope, int oid, String name) {
    long lockNanos = state.limits().lockTimeoutNanos();
    boolean limited = lockNanos > 0 && lockNanos < WAIT_NANOS_MAX;
    long endNanos = scope.nanos() + (limited ? lockNanos : WAIT_NANOS_MAX);
    Backoff backoff =
        new Backoff(PAUSE_NANOS_MIN, PAUSE_NANOS_MAX, Long.MAX_VALUE / 2, state.context().random());
    while (scope.catalogTransaction().keptByOthers(oid)) {
      state.checkCancelled();
      if (scope.nanos() - endNanos >= 0) {
        throw limited
            ? new SqlException(
                SqlState.LOCK_NOT_AVAILABLE, "canceling statement due to lock timeout")
            : beingChanged(name);
      }
      state.pause(Duration.ofNanos(backoff.nextDelayNanos()));
    }
  }

  private static SqlException beingChanged(String name) {
    return new SqlException(
        SqlState.SERIALIZATION_FAILURE,
        "could not serialize access: \"" + name + "\" is being changed");
  }
}

package io.holdfast.sql.session;

import io.holdfast.runtime.base.Backoff;
import io.holdfast.sql.catalog.CatalogTransaction;
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
    await(state, scope, target);
    if (transaction.options().isolation() != Isolation.READ_COMMITTED) {
      throw beingChanged(target); // Its snapshot is from before the change.
    }
    return state.beginStatement();
  }

  /** Returns when others let the table be changed; it may be another one by then. */
  static void await(SessionState state, StatementScope scope, TableDescriptor target) {
    long lockNanos = state.limits().lockTimeoutNanos();
    boolean limited = lockNanos > 0 && lockNanos < WAIT_NANOS_MAX;
    long endNanos = scope.nanos() + (limited ? lockNanos : WAIT_NANOS_MAX);
    Backoff backoff =
        new Backoff(PAUSE_NANOS_MIN, PAUSE_NANOS_MAX, Long.MAX_VALUE / 2, state.context().random());
    while (isBlocked(scope.catalogTransaction(), target.oid())) {
      state.checkCancelled();
      if (scope.nanos() - endNanos >= 0) {
        throw limited
            ? new SqlException(
                SqlState.LOCK_NOT_AVAILABLE, "canceling statement due to lock timeout")
            : beingChanged(target);
      }
      state.pause(Duration.ofNanos(backoff.nextDelayNanos()));
    }
  }

  private static boolean isBlocked(CatalogTransaction catalog, int oid) {
    TableDescriptor now = catalog.fresh().tableByOid(oid);
    return now != null && now.writesBlocked();
  }

  private static SqlException beingChanged(TableDescriptor table) {
    return new SqlException(
        SqlState.SERIALIZATION_FAILURE,
        "could not serialize access: relation \"" + table.name() + "\" is being rewritten");
  }
}

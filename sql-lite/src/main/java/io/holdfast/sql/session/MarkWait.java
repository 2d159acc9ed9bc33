package io.holdfast.sql.session;

import io.holdfast.runtime.base.Backoff;
import io.holdfast.sql.catalog.CatalogTransaction;
import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.txn.TableMode;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The wait for a table or schema that others keep by a mark in the catalogue: by looking again,
 * since they may be on another node.
 */
final class MarkWait {
  /**
   * Transactions that wait for each other are found out, but for those that wait for rows of one
   * node and for tables of another: they must not stand for ever. Longer than a mark is kept for a
   * client that does nothing.
   */
  private static final long WAIT_NANOS_MAX = TimeUnit.SECONDS.toNanos(150);

  /** How long a wait is nobody's business but this node's (deadlock_timeout). */
  private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** How often it is told again: more often than what was told is collected. */
  private static final long TELL_NANOS = TimeUnit.SECONDS.toNanos(5);

  private static final long PAUSE_NANOS_MIN = TimeUnit.MILLISECONDS.toNanos(5);
  private static final long PAUSE_NANOS_MAX = TimeUnit.MILLISECONDS.toNanos(100);

  private final SessionState state;
  private final StatementScope scope;
  private final String name;

  private MarkWait(SessionState state, StatementScope scope, String name) {
    this.state = state;
    this.scope = scope;
    this.name = name;
  }

  /**
   * Returns when nobody else keeps the object from this mode; it may be another one by then.
   *
   * @return true after a wait
   * @throws SqlException 40001 when it takes too long; 55P03 after lock_timeout; 40P01
   */
  static boolean await(
      SessionState state, StatementScope scope, int oid, String name, TableMode mode) {
    CatalogTransaction catalog = scope.catalogTransaction();
    List<Long> others = catalog.keptFrom(oid, mode);
    if (others.isEmpty()) {
      return false;
    }
    try {
      new MarkWait(state, scope, name).run(oid, mode, others);
      return true;
    } finally {
      scope.transaction().tableLocker().waitsForMarks(List.of());
      catalog.waitsNoMore();
    }
  }

  private void run(int oid, TableMode mode, List<Long> first) {
    CatalogTransaction catalog = scope.catalogTransaction();
    Backoff backoff =
        new Backoff(PAUSE_NANOS_MIN, PAUSE_NANOS_MAX, Long.MAX_VALUE / 2, state.context().random());
    long began = scope.nanos();
    long toldAgain = QUIET_NANOS;
    for (List<Long> others = first; !others.isEmpty(); others = catalog.keptFrom(oid, mode)) {
      state.checkCancelled();
      scope.transaction().tableLocker().waitsForMarks(others);
      long waited = scope.nanos() - began;
      checkTime(waited);
      if (waited >= toldAgain) {
        catalog.waitsFor(others);
        toldAgain = waited + TELL_NANOS;
      }
      state.pause(Duration.ofNanos(backoff.nextDelayNanos()));
    }
  }

  private void checkTime(long waitedNanos) {
    long lockNanos = state.limits().lockTimeoutNanos();
    if (lockNanos > 0 && waitedNanos >= lockNanos) {
      throw new SqlException(
          SqlState.LOCK_NOT_AVAILABLE, "canceling statement due to lock timeout");
    }
    if (waitedNanos >= WAIT_NANOS_MAX) {
      throw TableWait.beingChanged(name);
    }
  }
}

package io.holdfast.sql.session;

import io.holdfast.sql.catalog.CatalogTransaction;
import io.holdfast.sql.catalog.TableDescriptor;
import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.txn.Isolation;
import io.holdfast.sql.txn.SqlTransaction;
import io.holdfast.sql.txn.TableLocker;
import io.holdfast.sql.txn.TableMode;
import io.holdfast.sql.txn.TableUse;

/**
 * How statements hold the tables they use: until the transaction ends, in the mode of what is done
 * with them. Sessions of one node wait for each other. Transactions of other nodes are seen by
 * their marks in the catalogue; what they have only used is not seen, but checked at COMMIT.
 */
final class TableWait {
  private TableWait() {}

  /**
   * Holds the tables of a statement; waits for those who keep them from it.
   *
   * @return false after a wait: the statement has a new snapshot and is to be planned again
   * @throws SqlException 40001 when it takes too long, or a table to be written was changed under a
   *     snapshot that stays; 55P03 after lock_timeout; 40P01
   */
  static boolean hold(SessionState state, StatementScope scope, PlannedStatement planned) {
    boolean waited = false;
    for (TableUse use : planned.tables()) {
      waited |= !holdHere(scope, (int) use.oid(), planned.modeOf(use));
    }
    for (TableUse use : planned.tables()) {
      waited |= !holdElsewhere(state, scope, planned, use);
    }
    if (!waited) {
      return true;
    }
    if (scope.transaction().options().isolation() == Isolation.READ_COMMITTED) {
      scope.refreshCatalog();
      return false;
    }
    requireUnchanged(scope, planned);
    return true;
  }

  private static boolean holdHere(StatementScope scope, int oid, TableMode mode) {
    SqlTransaction transaction = scope.transaction();
    TableLocker locker = transaction.tableLocker();
    boolean passes = mode == TableMode.ACCESS_SHARE && transaction.options().implicit();
    return (passes && locker.tryPass(oid)) || locker.hold(oid, mode);
  }

  /** False after a wait for another node. */
  private static boolean holdElsewhere(
      SessionState state, StatementScope scope, PlannedStatement planned, TableUse use) {
    CatalogTransaction catalog = scope.catalogTransaction();
    TableMode mode = planned.modeOf(use);
    int oid = (int) use.oid();
    TableDescriptor table = scope.catalog().tableByOid(oid);
    if (table == null) {
      return true; // Made by this very statement.
    }
    if (mode == TableMode.ROW_EXCLUSIVE && catalog.sharesLock(oid)) {
      TableLocks.lock(state, scope, table, mode);
    }
    if (!catalog.isKeptFrom(scope.catalog(), oid, mode)) {
      return true;
    }
    if (mode == TableMode.ROW_EXCLUSIVE) {
      scope.transaction().requireWritable(planned.command());
    }
    return !MarkWait.await(state, scope, oid, table.name(), mode);
  }

  /** Under one snapshot for all statements a change that came while they waited is a conflict. */
  private static void requireUnchanged(StatementScope scope, PlannedStatement planned) {
    TableDescriptor target = planned.target();
    if (target != null) {
      TableDescriptor now = scope.catalogTransaction().fresh().tableByOid(target.oid());
      if (now == null || now.version() != target.version()) {
        throw beingChanged(target.name());
      }
    }
  }

  static SqlException beingChanged(String name) {
    return new SqlException(
        SqlState.SERIALIZATION_FAILURE,
        "could not serialize access: \"" + name + "\" is being changed");
  }
}

package io.holdfast.sql.session;

import io.holdfast.sql.catalog.CatalogSnapshot;
import io.holdfast.sql.catalog.CatalogTransaction;
import io.holdfast.sql.catalog.TableDescriptor;
import io.holdfast.sql.catalog.TableLockOutcome;
import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.parse.ast.QualifiedName;
import io.holdfast.sql.parse.ast.TableRef;
import io.holdfast.sql.parse.ast.UtilityStatement.LockTable;
import io.holdfast.sql.txn.TableLocker;
import io.holdfast.sql.txn.TableMode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * LOCK TABLE (rule SQL-16). The sessions of a node hold tables among themselves as PostgreSQL's do;
 * a lock by name, of any mode, is a mark in the catalogue too, which the locks and the changes of
 * other nodes heed, and those that keep writers or readers away all their statements. What sessions
 * of other nodes have used before without a lock by name keeps nobody waiting: who has written then
 * fails at COMMIT, as long as the table stays locked.
 */
final class TableLocks {
  private TableLocks() {}

  static void lock(SessionState state, LockTable lock) {
    // No snapshot is taken: what the transaction sees is from after the lock.
    StatementScope scope = state.beginPlanning();
    TableMode mode = TableMode.valueOf(lock.mode().name());
    if (mode.isStrong() || !lockedAtOnce(state, scope, lock, mode)) {
      for (TableRef.Relation each : lock.tables()) {
        lock(state, scope, each.name(), mode, lock.nowait());
      }
    }
    scope.catalogTransaction().awaitKept();
  }

  /** True when all tables were free: a dump locks hundreds, which is one change of the marks. */
  private static boolean lockedAtOnce(
      SessionState state, StatementScope scope, LockTable lock, TableMode mode) {
    CatalogSnapshot catalog = scope.catalogTransaction().fresh();
    List<TableDescriptor> tables = new ArrayList<>();
    for (TableRef.Relation each : lock.tables()) {
      TableDescriptor table = find(state, catalog, each.name());
      if (!table.isVirtual()) {
        if (!scope.transaction().tableLocker().tryHold(table.oid(), mode)) {
          return false;
        }
        tables.add(table);
      }
    }
    return scope.catalogTransaction().lock(tables, mode) == TableLockOutcome.MADE;
  }

  private static void lock(
      SessionState state,
      StatementScope scope,
      QualifiedName name,
      TableMode mode,
      boolean nowait) {
    boolean locked = false;
    while (!locked) {
      TableDescriptor table = find(state, scope.catalogTransaction().fresh(), name);
      locked = table.isVirtual() || lockedAsSeen(state, scope, table, mode, nowait);
    }
  }

  /** Locks a table that cannot become another one: rows of it are about to be written. */
  static void lock(
      SessionState state, StatementScope scope, TableDescriptor table, TableMode mode) {
    boolean locked = false;
    while (!locked) {
      locked = lockedAsSeen(state, scope, table, mode, false);
    }
  }

  /** False after a wait: it may be another table by now. */
  private static boolean lockedAsSeen(
      SessionState state,
      StatementScope scope,
      TableDescriptor table,
      TableMode mode,
      boolean nowait) {
    state.checkCancelled();
    TableLocker locker = scope.transaction().tableLocker();
    if (nowait && !locker.tryHold(table.oid(), mode)) {
      throw notAvailable(table);
    }
    if (!nowait && !locker.hold(table.oid(), mode)) {
      return false;
    }
    CatalogTransaction catalog = scope.catalogTransaction();
    TableLockOutcome outcome = catalog.lock(List.of(table), mode);
    if (outcome == TableLockOutcome.KEPT) {
      if (nowait) {
        throw notAvailable(table);
      }
      MarkWait.await(state, scope, table.oid(), table.name(), mode);
    }
    return outcome == TableLockOutcome.MADE;
  }

  private static SqlException notAvailable(TableDescriptor table) {
    return new SqlException(
        SqlState.LOCK_NOT_AVAILABLE, "could not obtain lock on relation \"" + table.name() + "\"");
  }

  private static TableDescriptor find(
      SessionState state, CatalogSnapshot catalog, QualifiedName name) {
    String schema = name.schema();
    @Nullable TableDescriptor table =
        schema == null
            ? catalog.table(state.context().schemas(), name.name())
            : catalog.table(schema, name.name());
    if (table == null) {
      throw new SqlException(SqlState.UNDEFINED_TABLE, "relation \"" + name + "\" does not exist");
    }
    return table;
  }
}

package io.holdfast.sql.session;

import io.holdfast.sql.catalog.CatalogSnapshot;
import io.holdfast.sql.catalog.TableDescriptor;
import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.parse.ast.QualifiedName;
import io.holdfast.sql.parse.ast.TableRef;
import io.holdfast.sql.parse.ast.UtilityStatement.LockTable;
import io.holdfast.sql.parse.ast.UtilityStatement.TableLockMode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * LOCK TABLE. The modes of those who read or write rows keep nobody away: a transaction validates
 * what it read and wrote at its commit; ROW EXCLUSIVE waits, as a write does, for the stronger
 * ones. These keep the table to one transaction, as a change of it does: on all nodes nobody else
 * writes to it or locks it so, until the transaction ends. Readers go on, since what they see is
 * committed; PostgreSQL keeps them waiting in ACCESS EXCLUSIVE mode, and lets several have SHARE,
 * which here wait for each other.
 */
final class TableLocks {
  private TableLocks() {}

  static void lock(SessionState state, LockTable lock) {
    // No snapshot is taken: what the transaction sees is from after the lock.
    StatementScope scope = state.beginPlanning();
    boolean keeps = lock.mode().compareTo(TableLockMode.ROW_EXCLUSIVE) > 0;
    for (TableRef.Relation each : lock.tables()) {
      TableDescriptor table = find(state, scope.catalogTransaction().fresh(), each.name());
      if (lock.mode().compareTo(TableLockMode.ROW_SHARE) > 0) {
        scope.transaction().requireWritable("LOCK TABLE");
      }
      boolean writes = lock.mode() == TableLockMode.ROW_EXCLUSIVE;
      while ((keeps && !keep(state, scope, table, lock.nowait()))
          || (writes && !free(state, scope, table, lock.nowait()))) {
        table = find(state, scope.catalogTransaction().fresh(), each.name());
      }
    }
    scope.catalogTransaction().awaitKept();
  }

  private static boolean keep(
      SessionState state, StatementScope scope, TableDescriptor table, boolean nowait) {
    state.checkCancelled();
    if (table.isVirtual()) {
      return true; // Nobody writes to it.
    }
    return free(state, scope, table, nowait)
        && scope.catalogTransaction().keep(List.of(table), List.of());
  }

  /** True when nobody else keeps the table; false after a wait, to look again. */
  private static boolean free(
      SessionState state, StatementScope scope, TableDescriptor table, boolean nowait) {
    state.checkCancelled();
    if (table.writesBlocked()) {
      if (nowait) {
        throw new SqlException(
            SqlState.LOCK_NOT_AVAILABLE,
            "could not obtain lock on relation \"" + table.name() + "\"");
      }
      TableWait.await(state, scope, table.oid(), table.name());
      return false;
    }
    return true;
  }

  private static TableDescriptor find(
      SessionState state, CatalogSnapshot catalog, QualifiedName name) {
    String schema = name.schema();
    @Nullable TableDescriptor table =
        schema == null
            ? catalog.table(state.context().schemas(), name.name())
            : catalog.table(schema, name.name());
    if (table == null) {
      throw new SqlException(
          SqlState.UNDEFINED_TABLE, "relation \"" + name + "\" does not exist", name.pos());
    }
    return table;
  }
}

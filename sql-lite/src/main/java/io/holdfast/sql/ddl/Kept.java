package io.holdfast.sql.ddl;

import io.holdfast.sql.catalog.SchemaDescriptor;
import io.holdfast.sql.catalog.TableDescriptor;
import java.util.Collection;
import java.util.List;

/**
 * How statements get what they change to themselves (rule SQL-2): behind whoever has it, in the
 * order of oids, so that two statements do not wait for each other.
 */
final class Kept {
  private Kept() {}

  /**
   * Keeps tables from others from now on; no row is copied, so all nodes need not know before the
   * commit.
   *
   * @return false when the caller has to look at the catalogue again: it waited, or came second
   */
  static boolean tables(DdlSession session, Collection<TableDescriptor> tables) {
    for (TableDescriptor table : tables) {
      if (table.writesBlocked()) {
        session.awaitOthers(table.oid(), table.name());
        return false;
      }
    }
    return keep(session, tables, List.of());
  }

  /** As {@link #tables}, and returns only when nobody can write to them any more. */
  static boolean exclusively(DdlSession session, Collection<TableDescriptor> tables) {
    if (!tables(session, tables)) {
      return false;
    }
    session.catalog().awaitKept();
    return true;
  }

  /** As {@link #tables}, for schemas and tables inside of them. */
  static boolean schemas(
      DdlSession session,
      Collection<SchemaDescriptor> schemas,
      Collection<TableDescriptor> tables) {
    for (SchemaDescriptor schema : schemas) {
      if (session.catalog().keptByOthers(schema.oid())) {
        session.awaitOthers(schema.oid(), schema.name());
        return false;
      }
    }
    for (TableDescriptor table : tables) {
      if (table.writesBlocked()) {
        session.awaitOthers(table.oid(), table.name());
        return false;
      }
    }
    return keep(session, tables, schemas);
  }

  private static boolean keep(
      DdlSession session,
      Collection<TableDescriptor> tables,
      Collection<SchemaDescriptor> schemas) {
    session.checkCancelled(); // Whoever comes second again and again ends with its limits.
    if (session.catalog().keep(tables, schemas)) {
      return true;
    }
    for (TableDescriptor table : tables) {
      session.awaitOthers(table.oid(), table.name()); // Locked by LOCK TABLE, perhaps.
    }
    return false;
  }
}

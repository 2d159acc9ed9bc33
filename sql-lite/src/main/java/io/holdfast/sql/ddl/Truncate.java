package io.holdfast.sql.ddl;

import io.holdfast.sql.catalog.CatalogIds;
import io.holdfast.sql.catalog.TableDescriptor;
import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.parse.ast.DdlStatement;
import io.holdfast.sql.parse.ast.TableRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * TRUNCATE: the tables get new places for their rows; the old rows are garbage. Statements of the
 * same transaction that follow write to the new place.
 */
final class Truncate {
  private Truncate() {}

  static void run(DdlSession session, CatalogIds ids, DdlStatement.Truncate statement) {
    List<TableDescriptor> tables = find(session, statement);
    while (!Kept.tables(session, tables)) {
      tables = find(session, statement);
    }
    for (TableDescriptor table : tables) {
      session
          .catalog()
          .change(table, table.change().dataId(ids.nextDataId()).build(ids.nextVersion()));
      session.catalog().discard(table.dataId());
    }
  }

  private static List<TableDescriptor> find(DdlSession session, DdlStatement.Truncate statement) {
    DdlNames names = new DdlNames(session.catalog().fresh(), session.searchPath());
    Map<Integer, TableDescriptor> tables = new TreeMap<>();
    for (TableRef.Relation relation : statement.tables()) {
      TableDescriptor table = names.findOwn(relation.name());
      if (table == null) {
        throw new SqlException(
            SqlState.UNDEFINED_TABLE, "relation \"" + relation.name() + "\" does not exist");
      }
      tables.put(table.oid(), table);
    }
    return new ArrayList<>(tables.values());
  }
}

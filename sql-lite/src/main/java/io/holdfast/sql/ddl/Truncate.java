package io.holdfast.sql.ddl;

import io.holdfast.sql.catalog.CatalogIds;
import io.holdfast.sql.catalog.CatalogSnapshot;
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
    CatalogSnapshot catalog = session.catalog().fresh();
    DdlNames names = new DdlNames(catalog, session.searchPath());
    Map<Integer, TableDescriptor> tables = new TreeMap<>();
    for (TableRef.Relation relation : statement.tables()) {
      TableDescriptor table = names.findOwn(relation.name());
      if (table == null) {
        throw new SqlException(
            SqlState.UNDEFINED_TABLE, "relation \"" + relation.name() + "\" does not exist");
      }
      if (table.writesBlocked()) {
        session.awaitWritable(table);
        run(session, ids, statement);
        return;
      }
      tables.put(table.oid(), table);
    }
    List<TableDescriptor> all = new ArrayList<>(tables.values());
    session.catalog().exclusive(all);
    for (TableDescriptor table : all) {
      session
          .catalog()
          .change(table, table.change().dataId(ids.nextDataId()).build(ids.nextVersion()));
      session.catalog().discard(table.dataId());
    }
  }
}

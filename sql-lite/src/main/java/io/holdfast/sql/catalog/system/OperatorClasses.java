package io.holdfast.sql.catalog.system;

import io.holdfast.sql.catalog.CatalogOids;
import io.holdfast.sql.type.BaseType;
import java.util.List;

/** The default b-tree operator classes of the types, from {@code opclasses.txt}. */
final class OperatorClasses {
  private static final int ARRAY = 2277;
  private static final List<String[]> LINES = Resource.lines("opclasses.txt");

  private OperatorClasses() {}

  static int of(BaseType type) {
    BaseType wanted = type == BaseType.VARCHAR ? BaseType.TEXT : type;
    int oid = wanted.typeName().startsWith("_") ? ARRAY : wanted.oid();
    for (String[] line : LINES) {
      if (Integer.parseInt(line[3]) == oid) {
        return Integer.parseInt(line[0]);
      }
    }
    return 0;
  }

  static void fill(RowSet rows, SystemContext context) {
    for (String[] line : LINES) {
      rows.add()
          .set("oid", Long.parseLong(line[0]))
          .set("opcmethod", RelationRows.BTREE)
          .set("opcname", line[1])
          .set("opcnamespace", CatalogOids.PG_CATALOG)
          .set("opcowner", CatalogOids.SUPERUSER)
          .set("opcfamily", Long.parseLong(line[2]))
          .set("opcintype", Long.parseLong(line[3]))
          .set("opcdefault", true)
          .set("opckeytype", Long.parseLong(line[4]));
    }
  }
}

package io.holdfast.sql.catalog.system;

import io.holdfast.sql.catalog.CatalogOids;
import io.holdfast.sql.catalog.TableDescriptor;
import io.holdfast.sql.type.SqlType;

/**
 * The types of tables' rows and of arrays of them: nothing is stored about them, their identifiers
 * follow from those of the tables.
 */
final class RowTypes {
  private static final int RECORD_IN = 2290;
  private static final int RECORD_OUT = 2291;
  private static final int ARRAY_IN = 750;
  private static final int ARRAY_OUT = 751;

  private RowTypes() {}

  static int rowType(TableDescriptor table) {
    return CatalogOids.rowType(table.oid());
  }

  private static int arrayType(TableDescriptor table) {
    return rowType(table) + SqlType.ARRAYS_OF_ROWS;
  }

  /** Their rows of pg_type. */
  static void fill(RowSet rows, SystemContext context) {
    for (TableDescriptor table : context.catalog().tables()) {
      type(rows, table, table.name(), rowType(table))
          .set("typtype", "c")
          .set("typcategory", "C")
          .set("typrelid", table.oid())
          .set("typarray", arrayType(table))
          .set("typinput", RECORD_IN)
          .set("typoutput", RECORD_OUT);
      type(rows, table, "_" + table.name(), arrayType(table))
          .set("typtype", "b")
          .set("typcategory", "A")
          .set("typelem", rowType(table))
          .set("typinput", ARRAY_IN)
          .set("typoutput", ARRAY_OUT);
    }
  }

  private static RowSet type(RowSet rows, TableDescriptor table, String name, int oid) {
    return rows.add()
        .set("oid", oid)
        .set("typname", name)
        .set("typnamespace", table.schemaOid())
        .set("typowner", CatalogOids.SUPERUSER)
        .set("typlen", -1)
        .set("typbyval", false)
        .set("typispreferred", false)
        .set("typisdefined", true)
        .set("typdelim", ",")
        .set("typalign", "d")
        .set("typstorage", "x")
        .set("typtypmod", -1);
  }
}

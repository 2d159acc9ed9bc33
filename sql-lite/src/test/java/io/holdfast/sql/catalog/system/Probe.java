package io.holdfast.sql.catalog.system;

import io.holdfast.sql.catalog.CatalogOids;
import io.holdfast.sql.catalog.CatalogSnapshot;
import io.holdfast.sql.catalog.ColumnDescriptor;
import io.holdfast.sql.catalog.DatabaseDescriptor;
import io.holdfast.sql.catalog.PrimaryKey;
import io.holdfast.sql.catalog.SchemaDescriptor;
import io.holdfast.sql.catalog.TableBuilder;
import io.holdfast.sql.catalog.TableDescriptor;
import io.holdfast.sql.type.BaseType;
import io.holdfast.sql.type.SqlType;
import io.holdfast.sql.type.TypeContext;
import io.holdfast.sql.type.ValueText;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The objects that were made in a PostgreSQL 15 for the expected rows, with its oids. */
final class Probe {
  static final SystemCatalog SYSTEM = new SystemCatalog();
  static final SystemTables TABLES = new SystemTables(SYSTEM);

  private static final DatabaseDescriptor DATABASE = new DatabaseDescriptor(20_486, "catprobe", 10);

  private Probe() {}

  private static SqlType type(BaseType base, int typmod) {
    return new SqlType(base, typmod);
  }

  private static TableDescriptor t() {
    TableDescriptor table =
        new TableBuilder(20_900, CatalogOids.PUBLIC, "t", 20_900)
            .add("id", SqlType.INT4, true, null)
            .add("name", type(BaseType.VARCHAR, 24), true, "'x'")
            .add("n", type(BaseType.NUMERIC, 655_366), false, "1.5")
            .add("ts", SqlType.of(BaseType.TIMESTAMPTZ), false, "now()")
            .add("b", SqlType.BOOL, false, "true")
            .add("s", SqlType.TEXT)
            .add("d", SqlType.of(BaseType.DATE), false, "current_date")
            .add("e", SqlType.INT4, false, "1+2")
            .add("f", SqlType.INT8, false, "-5")
            .add("g", SqlType.TEXT, false, "'it''s'")
            .add("h", SqlType.of(BaseType.TEXT_ARRAY), false, "'{}'")
            .add("i", type(BaseType.VARCHAR, 9), false, "upper('a')")
            .add("c", type(BaseType.BPCHAR, 7))
            .primaryKey(new PrimaryKey("t_pkey", 20_915, 20_916, List.of(1)))
            .comment("a table")
            .build(1);
    ColumnDescriptor name = Objects.requireNonNull(table.column("name"));
    return table.change().replace(name.withComment("a column")).build(2);
  }

  private static TableDescriptor u() {
    return new TableBuilder(20_918, 20_917, "u", 20_918)
        .add("x", SqlType.INT4, true, null)
        .add("y", SqlType.INT4, true, null)
        .primaryKey(new PrimaryKey("u_pkey", 20_921, 20_922, List.of(2, 1)))
        .build(3);
  }

  static CatalogSnapshot catalog() {
    return CatalogSnapshot.of(
        9,
        DATABASE,
        List.of(DATABASE),
        List.of(
            new SchemaDescriptor(
                CatalogOids.PUBLIC,
                "public",
                CatalogOids.DATABASE_OWNER_ROLE,
                "standard public schema"),
            new SchemaDescriptor(20_917, "s2", 10)),
        List.of(t(), u()),
        SYSTEM);
  }

  static SystemContext context() {
    return SystemContext.of(catalog());
  }

  /** All rows of a system table in the form of {@code psql -At -P null=∅}. */
  static List<String> rows(String schema, String name) {
    TableDescriptor table = Objects.requireNonNull(catalog().table(schema, name), name);
    CatalogNames names = new CatalogNames(catalog(), List.of("public"));
    TypeContext types = TypeContext.UTC.withNames(names);
    List<String> lines = new ArrayList<>();
    for (@Nullable Object[] row : TABLES.rows(table, context())) {
      List<String> cells = new ArrayList<>();
      for (int i = 0; i < row.length; i++) {
        Object value = row[i];
        cells.add(
            value == null ? "∅" : ValueText.format(table.columns().get(i).type(), value, types));
      }
      lines.add(String.join("|", cells));
    }
    return lines;
  }

  static List<String> rows(String name) {
    return rows("pg_catalog", name);
  }

  static List<String> rows(String schema, String name, String beginning) {
    return rows(schema, name).stream().filter(row -> row.startsWith(beginning)).toList();
  }
}

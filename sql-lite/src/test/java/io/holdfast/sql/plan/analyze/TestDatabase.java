package io.holdfast.sql.plan.analyze;

import io.holdfast.sql.catalog.CatalogOids;
import io.holdfast.sql.catalog.CatalogSnapshot;
import io.holdfast.sql.catalog.DatabaseDescriptor;
import io.holdfast.sql.catalog.PrimaryKey;
import io.holdfast.sql.catalog.SchemaDescriptor;
import io.holdfast.sql.catalog.TableBuilder;
import io.holdfast.sql.catalog.TableDescriptor;
import io.holdfast.sql.catalog.system.CatalogNames;
import io.holdfast.sql.catalog.system.SystemCatalog;
import io.holdfast.sql.expr.CatalogFunctions;
import io.holdfast.sql.expr.EvalContext;
import io.holdfast.sql.expr.SessionView;
import io.holdfast.sql.parse.Parser;
import io.holdfast.sql.type.SqlType;
import io.holdfast.sql.type.TypeContext;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The tables that the recorded statements speak of. */
final class TestDatabase {
  private static final List<String> PATH = List.of("public");

  private final List<TableDescriptor> tables = new ArrayList<>();
  private final CatalogSnapshot catalog;

  TestDatabase() {
    table("t", 1, "a int!", "b text! 'x'", "c numeric(10,2)", "d date");
    table("n", 0, "x int", "y text");
    table("k2", 2, "a int!", "b int!", "v varchar(10)", "w char(5)");
    table(
        "ty",
        0,
        "i2 smallint",
        "i4 int",
        "i8 bigint",
        "f4 real",
        "f8 double precision",
        "nu numeric",
        "bo boolean",
        "te text",
        "vc varchar(10)",
        "bc char(5)",
        "by bytea",
        "da date",
        "ts timestamp",
        "tz timestamptz",
        "iv interval",
        "ia int[]",
        "ta text[]");
    table("dflt", 0, "id int!", "n int 7", "s text 'abc'", "ts timestamptz now()", "big bigint");
    table("pgbench_branches", 1, "bid int!", "bbalance int", "filler char(88)");
    table("pgbench_tellers", 1, "tid int!", "bid int", "tbalance int", "filler char(84)");
    table("pgbench_accounts", 1, "aid int!", "bid int", "abalance int", "filler char(84)");
    table(
        "pgbench_history",
        0,
        "tid int",
        "bid int",
        "aid int",
        "delta int",
        "mtime timestamp",
        "filler char(22)");
    DatabaseDescriptor database =
        new DatabaseDescriptor(CatalogOids.FIRST_USER_OID, "an", CatalogOids.SUPERUSER);
    catalog =
        CatalogSnapshot.of(
            1,
            database,
            List.of(database),
            List.of(new SchemaDescriptor(CatalogOids.PUBLIC, "public", CatalogOids.SUPERUSER)),
            tables,
            new SystemCatalog());
  }

  /** Columns: name, type, an exclamation mark for NOT NULL, a default. */
  private void table(String name, int keyColumns, String... columns) {
    int oid = CatalogOids.FIRST_USER_OID + 10 + 2 * tables.size();
    TableBuilder table = new TableBuilder(oid, CatalogOids.PUBLIC, name, oid);
    List<Integer> key = new ArrayList<>();
    for (String column : columns) {
      int space = column.indexOf(' ');
      String rest = column.substring(space + 1);
      boolean notNull = rest.contains("!");
      int end = rest.indexOf(notNull ? '!' : ' ');
      boolean twoWords = rest.startsWith("double");
      String type = end < 0 || twoWords ? rest : rest.substring(0, end);
      String text = end < 0 || twoWords ? "" : rest.substring(end + 1).strip();
      SqlType resolved =
          TypeResolver.resolve(
              Parser.parseType(type),
              CatalogSnapshot.of(
                  1,
                  new DatabaseDescriptor(1, "x", 1),
                  List.of(),
                  List.of(),
                  List.of(),
                  new SystemCatalog()));
      table.add(column.substring(0, space), resolved, notNull, text.isEmpty() ? null : text);
      if (key.size() < keyColumns) {
        key.add(key.size() + 1);
      }
    }
    if (keyColumns > 0) {
      table.primaryKey(new PrimaryKey(name + "_pkey", oid + 1, oid + 1, key));
    }
    tables.add(table.build(1));
  }

  CatalogSnapshot catalog() {
    return catalog;
  }

  String nameOf(int oid) {
    TableDescriptor table = catalog.tableByOid(oid);
    if (table == null) {
      return "?";
    }
    boolean information = table.schemaOid() == CatalogOids.INFORMATION_SCHEMA;
    return (information ? "information_schema." : "") + table.name();
  }

  AnalyzeContext context(List<@Nullable SqlType> declared, int liftedLiterals) {
    EvalContext constants =
        new EvalContext(
            new Session(),
            CatalogFunctions.empty(),
            TypeContext.UTC.withNames(new CatalogNames(catalog, PATH)),
            0,
            0,
            () -> {});
    return new AnalyzeContext(catalog, PATH, constants, declared, liftedLiterals);
  }

  private static final class Session implements SessionView {
    @Override
    public String currentUser() {
      return "postgres";
    }

    @Override
    public String sessionUser() {
      return "postgres";
    }

    @Override
    public String database() {
      return "an";
    }

    @Override
    public List<String> searchPath() {
      return PATH;
    }

    @Override
    public @Nullable String setting(String name) {
      return null;
    }

    @Override
    public String set(String name, @Nullable String value, boolean local) {
      return String.valueOf(value);
    }

    @Override
    public int backendPid() {
      return 1;
    }

    @Override
    public long clockMicros() {
      return 0;
    }

    @Override
    public void sleep(long micros) {}

    @Override
    public RandomGenerator random() {
      return new SplittableRandom(1);
    }

    @Override
    public String version() {
      return "PostgreSQL 15";
    }
  }
}

package io.holdfast.bench.jmh;

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
import io.holdfast.sql.plan.analyze.AnalyzeContext;
import io.holdfast.sql.type.BaseType;
import io.holdfast.sql.type.SqlType;
import io.holdfast.sql.type.TypeContext;
import java.util.List;

/** The tables of pgbench as a catalogue has them, without a cluster behind it. */
final class PgbenchTables {
  static final List<String> PATH = List.of("public");

  private static final int FIRST_OID = CatalogOids.FIRST_USER_OID + 10;
  private static final SqlType TIMESTAMP = SqlType.of(BaseType.TIMESTAMP);

  private PgbenchTables() {}

  static TableDescriptor accounts() {
    return new TableBuilder(FIRST_OID, CatalogOids.PUBLIC, "pgbench_accounts", FIRST_OID)
        .add("aid", SqlType.INT4, true, null)
        .add("bid", SqlType.INT4)
        .add("abalance", SqlType.INT4)
        .add("filler", character(84))
        .primaryKey(
            new PrimaryKey("pgbench_accounts_pkey", FIRST_OID + 1, FIRST_OID + 2, List.of(1)))
        .build(1);
  }

  private static TableDescriptor branches() {
    int oid = FIRST_OID + 10;
    return new TableBuilder(oid, CatalogOids.PUBLIC, "pgbench_branches", oid)
        .add("bid", SqlType.INT4, true, null)
        .add("bbalance", SqlType.INT4)
        .add("filler", character(88))
        .primaryKey(new PrimaryKey("pgbench_branches_pkey", oid + 1, oid + 2, List.of(1)))
        .build(1);
  }

  private static TableDescriptor history() {
    int oid = FIRST_OID + 20;
    return new TableBuilder(oid, CatalogOids.PUBLIC, "pgbench_history", oid)
        .add("tid", SqlType.INT4)
        .add("bid", SqlType.INT4)
        .add("aid", SqlType.INT4)
        .add("delta", SqlType.INT4)
        .add("mtime", TIMESTAMP)
        .add("filler", character(22))
        .build(1);
  }

  private static SqlType character(int length) {
    return new SqlType(BaseType.BPCHAR, length + 4); // The modifier counts the header of old.
  }

  static CatalogSnapshot catalog() {
    DatabaseDescriptor database =
        new DatabaseDescriptor(CatalogOids.FIRST_USER_OID, "bench", CatalogOids.SUPERUSER);
    return CatalogSnapshot.of(
        1,
        database,
        List.of(database),
        List.of(new SchemaDescriptor(CatalogOids.PUBLIC, "public", CatalogOids.SUPERUSER)),
        List.of(accounts(), branches(), history()),
        new SystemCatalog());
  }

  static EvalContext evaluation(CatalogSnapshot catalog) {
    return new EvalContext(
        new IdleSession(),
        CatalogFunctions.empty(),
        TypeContext.UTC.withNames(new CatalogNames(catalog, PATH)),
        0,
        0,
        () -> {});
  }

  static AnalyzeContext analysis(CatalogSnapshot catalog, int liftedLiterals) {
    return new AnalyzeContext(catalog, PATH, evaluation(catalog), List.of(), liftedLiterals);
  }
}

package io.holdfast.endtoend.sql.exec;

import io.holdfast.cluster.SimulatedCluster;
import io.holdfast.cluster.SimulatedCode;
import io.holdfast.sql.catalog.CatalogOids;
import io.holdfast.sql.catalog.CatalogSnapshot;
import io.holdfast.sql.catalog.DatabaseDescriptor;
import io.holdfast.sql.catalog.PrimaryKey;
import io.holdfast.sql.catalog.SchemaDescriptor;
import io.holdfast.sql.catalog.TableBuilder;
import io.holdfast.sql.catalog.TableDescriptor;
import io.holdfast.sql.catalog.system.SystemCatalog;
import io.holdfast.sql.catalog.system.SystemContext;
import io.holdfast.sql.catalog.system.SystemTables;
import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.exec.CopyIn;
import io.holdfast.sql.exec.Execution;
import io.holdfast.sql.exec.ExecutionContext;
import io.holdfast.sql.exec.MemoryTracker;
import io.holdfast.sql.exec.copy.CopyFormat;
import io.holdfast.sql.expr.CatalogFunctions;
import io.holdfast.sql.expr.EvalContext;
import io.holdfast.sql.parse.Parser;
import io.holdfast.sql.parse.ast.Statement;
import io.holdfast.sql.parse.ast.UtilityStatement;
import io.holdfast.sql.plan.LogicalRewriter;
import io.holdfast.sql.plan.analyze.AnalyzeContext;
import io.holdfast.sql.plan.analyze.Analyzer;
import io.holdfast.sql.plan.logical.BoundStatement;
import io.holdfast.sql.plan.logical.OutputColumn;
import io.holdfast.sql.plan.physical.CopyInPlan;
import io.holdfast.sql.plan.physical.Explain;
import io.holdfast.sql.plan.physical.PhysicalPlan;
import io.holdfast.sql.plan.physical.PhysicalPlanner;
import io.holdfast.sql.txn.CatalogGuard;
import io.holdfast.sql.txn.SqlTransaction;
import io.holdfast.sql.txn.SqlTransactions;
import io.holdfast.sql.txn.SqlTxOptions;
import io.holdfast.sql.type.BaseType;
import io.holdfast.sql.type.SqlType;
import io.holdfast.sql.type.TypeContext;
import io.holdfast.sql.type.ValueText;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Tables on a simulated cluster and a way to run statements over them. */
final class SqlLab implements AutoCloseable {
  private static final List<String> PATH = List.of("public");

  /** 2026-01-02 03:04:05.678901 UTC. */
  private static final long NOW_MICROS = 820_638_245_678_901L;

  private final SimulatedCluster cluster;
  private final SqlTransactions transactions;
  private final List<TableDescriptor> tables = new ArrayList<>();
  private final SystemCatalog system = new SystemCatalog();
  private final LogicalRewriter rewriter;
  private long memoryBytes = MemoryTracker.DEFAULT_LIMIT_BYTES;
  private long rowIds;
  private Runnable check = () -> {};

  SqlLab(long seed) {
    this(seed, LogicalRewriter.NONE);
  }

  SqlLab(long seed, LogicalRewriter rewriter) {
    this.rewriter = rewriter;
    cluster = SimulatedCluster.start(seed);
    transactions =
        new SqlTransactions(cluster.database(), cluster.clientRuntime(), CatalogGuard.none());
  }

  /** Columns: name and type, with an exclamation mark for NOT NULL. */
  SqlLab table(String name, List<String> key, String... columns) {
    int oid = CatalogOids.FIRST_USER_OID + 10 + 2 * tables.size();
    TableBuilder table = new TableBuilder(oid, CatalogOids.PUBLIC, name, oid);
    for (String column : columns) {
      String[] words = column.split(" ", 2);
      boolean notNull = words[1].endsWith("!") || key.contains(words[0]);
      table.add(words[0], type(words[1].replace("!", "")), notNull, null);
    }
    if (!key.isEmpty()) {
      List<Integer> ids = key.stream().map(table::columnId).toList();
      table.primaryKey(new PrimaryKey(name + "_pkey", oid + 1, oid + 1, ids));
    }
    tables.add(table.build(1));
    return this;
  }

  private static SqlType type(String text) {
    int open = text.indexOf('(');
    String name = open < 0 ? text : text.substring(0, open);
    BaseType base = BaseType.byName(name);
    if (base == null) {
      throw new IllegalArgumentException(text);
    }
    if (open < 0) {
      return SqlType.of(base);
    }
    String[] numbers = text.substring(open + 1, text.length() - 1).split(",", -1);
    int first = Integer.parseInt(numbers[0]);
    int typmod = base == BaseType.NUMERIC ? (first << 16 | Integer.parseInt(numbers[1])) : first;
    return new SqlType(base, typmod + 4);
  }

  SqlLab memory(long bytes) {
    memoryBytes = bytes;
    return this;
  }

  /** What the executor calls from time to time; it may throw. */
  void setCheck(Runnable newCheck) {
    check = newCheck;
  }

  CatalogSnapshot catalog() {
    DatabaseDescriptor database =
        new DatabaseDescriptor(CatalogOids.POSTGRES_DATABASE, "postgres", CatalogOids.SUPERUSER);
    SchemaDescriptor schema =
        new SchemaDescriptor(CatalogOids.PUBLIC, "public", CatalogOids.SUPERUSER);
    return CatalogSnapshot.of(1, database, List.of(database), List.of(schema), tables, system);
  }

  void run(SimulatedCode code) {
    cluster.run(code);
  }

  /** Runs code on the cluster's time and answers what it answers. */
  <T> T result(Callable<T> code) {
    AtomicReference<@Nullable T> answer = new AtomicReference<>();
    cluster.run(() -> answer.set(code.call()));
    return Objects.requireNonNull(answer.get());
  }

  /** How long code takes on the cluster's clock. */
  Duration timeOf(Callable<?> code) {
    long began = cluster.world().nowNanos();
    Object unused = result(code);
    return Duration.ofNanos(cluster.world().nowNanos() - began);
  }

  /** Begins to run code beside the caller's; gives it time until it waits or ends. */
  <T> CompletableFuture<T> beside(Callable<T> code) throws InterruptedException {
    CompletableFuture<T> done = new CompletableFuture<>();
    cluster.spawn(
        "beside",
        () -> {
          try {
            done.complete(code.call());
          } catch (Exception e) {
            done.completeExceptionally(e);
          }
        });
    cluster.clientRuntime().sleep(Duration.ofMillis(200));
    return done;
  }

  /** Waits for what runs beside. */
  <T> T await(CompletableFuture<T> future) throws Exception {
    return cluster.clientRuntime().await(future);
  }

  /** One transaction block. */
  Block begin() {
    return new Block(transactions.begin(SqlTxOptions.block()));
  }

  Block begin(SqlTxOptions options) {
    return new Block(transactions.begin(options));
  }

  /** Runs one statement in a transaction of its own. */
  List<String> run(String sql, @Nullable Object... parameters) {
    Block block = new Block(transactions.begin(SqlTxOptions.autocommit()));
    try {
      List<String> rows = block.run(sql, parameters);
      block.commit();
      return rows;
    } catch (SqlException | IllegalStateException e) {
      block.rollback();
      throw e;
    }
  }

  /** Copies text into a table. */
  long copy(String sql, byte[] data, int pieceBytes) {
    Block block = new Block(transactions.begin(SqlTxOptions.autocommit()));
    try {
      long rows = block.copy(sql, data, pieceBytes);
      block.commit();
      return rows;
    } catch (SqlException e) {
      block.rollback();
      throw e;
    }
  }

  /** EXPLAIN without costs. */
  String explain(String sql) {
    return String.join("\n", Explain.lines(plan(sql), false));
  }

  private EvalContext evalContext() {
    return new EvalContext(
        new LabSession(),
        CatalogFunctions.empty(),
        TypeContext.UTC.at(NOW_MICROS),
        NOW_MICROS,
        NOW_MICROS,
        () -> check.run());
  }

  /** The meaning of a statement. */
  BoundStatement bind(String sql) {
    Statement statement = Parser.parse(sql).get(0).statement();
    AnalyzeContext context = new AnalyzeContext(catalog(), PATH, evalContext(), List.of(), 0);
    return Analyzer.analyze(statement, context).statement();
  }

  private PhysicalPlan plan(String sql) {
    return PhysicalPlanner.plan(rewriter.rewrite(bind(sql)), catalog());
  }

  /** A transaction with statements in it. */
  final class Block {
    private final SqlTransaction transaction;

    Block(SqlTransaction transaction) {
      this.transaction = transaction;
    }

    private ExecutionContext context(@Nullable Object[] parameters) {
      EvalContext eval = evalContext();
      eval.setParams(parameters);
      SystemTables systemTables = new SystemTables(system);
      return new ExecutionContext(
          transaction,
          eval,
          table -> systemTables.rows(table, SystemContext.of(catalog())),
          dataId -> ++rowIds,
          new MemoryTracker(memoryBytes));
    }

    /** The rows of a statement, columns separated by bars; of a change how many were changed. */
    List<String> run(String sql, @Nullable Object... parameters) {
      transaction.beginStatement();
      PhysicalPlan plan = plan(sql);
      List<String> lines = new ArrayList<>();
      try (Execution execution = Execution.open(plan, context(parameters))) {
        for (@Nullable Object[] row = execution.next(); row != null; row = execution.next()) {
          lines.add(line(row, plan.outputColumns()));
        }
        if (plan.outputColumns().isEmpty()) {
          lines.add(String.valueOf(execution.rowsAffected()));
        }
      }
      return lines;
    }

    long copy(String sql, byte[] data, int pieceBytes) {
      transaction.beginStatement();
      CopyInPlan plan = (CopyInPlan) plan(sql);
      UtilityStatement.Copy copy = (UtilityStatement.Copy) Parser.parse(sql).get(0).statement();
      CopyFormat format = CopyFormat.of(copy.options(), true);
      try (CopyIn in = CopyIn.open(plan, format, context(new Object[0]))) {
        for (int at = 0; at < data.length; at += pieceBytes) {
          in.accept(data, at, Math.min(pieceBytes, data.length - at));
        }
        return in.finish();
      }
    }

    void commit() {
      transaction.commit();
    }

    void rollback() {
      transaction.rollback();
    }
  }

  private static String line(@Nullable Object[] row, List<OutputColumn> columns) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < columns.size(); i++) {
      Object value = row[i];
      text.append(i == 0 ? "" : "|");
      text.append(
          value == null ? "" : ValueText.format(columns.get(i).type(), value, TypeContext.UTC));
    }
    return text.toString();
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    cluster.close();
  }
}

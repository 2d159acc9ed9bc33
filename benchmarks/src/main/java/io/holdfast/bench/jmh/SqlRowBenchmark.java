package io.holdfast.bench.jmh;

import io.holdfast.runtime.base.Bytes;
import io.holdfast.sql.catalog.CatalogSnapshot;
import io.holdfast.sql.catalog.ColumnDescriptor;
import io.holdfast.sql.expr.EvalContext;
import io.holdfast.sql.expr.Expr;
import io.holdfast.sql.parse.Parser;
import io.holdfast.sql.plan.analyze.Analyzer;
import io.holdfast.sql.plan.logical.BoundStatement;
import io.holdfast.sql.plan.logical.BoundUpdate;
import io.holdfast.sql.plan.logical.ScanColumn;
import io.holdfast.sql.plan.physical.row.RowDecoder;
import io.holdfast.sql.plan.physical.row.TableRows;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What each row costs: a row of pgbench_accounts to its key and value and back, an expression. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SqlRowBenchmark {
  private final CatalogSnapshot catalog = PgbenchTables.catalog();
  private final TableRows rows = TableRows.of(PgbenchTables.accounts());
  private final @Nullable Object[] row = {12_345L, 1L, -4_471L, " ".repeat(84)};
  private final @Nullable Object[] keyValues = {12_345L};
  private final Bytes key = rows.key(row);
  private final Bytes value = rows.value(row);
  private final RowDecoder balanceOnly = balanceOnly();
  private final Expr sum = sum();
  private final EvalContext evaluation = PgbenchTables.evaluation(catalog);

  /** Decodes the third column and nothing else. */
  private RowDecoder balanceOnly() {
    BitSet wanted = new BitSet();
    wanted.set(2);
    List<ScanColumn> columns = new ArrayList<>();
    for (ColumnDescriptor column : rows.table().columns()) {
      columns.add(
          new ScanColumn(ScanColumn.Kind.COLUMN, column.id(), column.name(), column.type()));
    }
    return new RowDecoder(rows, columns, wanted);
  }

  /** {@code abalance + 5} as the analyser types it. */
  private Expr sum() {
    BoundStatement update =
        Analyzer.analyze(
                Parser.parse("UPDATE pgbench_accounts SET abalance = abalance + 5 WHERE aid = 1")
                    .get(0)
                    .statement(),
                PgbenchTables.analysis(catalog, 0))
            .statement();
    return ((BoundUpdate) update).assignments().get(0).value();
  }

  /** The key of a row. */
  @Benchmark
  public Bytes encodeKey() {
    return rows.keyOf(keyValues);
  }

  /** The value of a row. */
  @Benchmark
  public Bytes encodeRow() {
    return rows.value(row);
  }

  /** All columns. */
  @Benchmark
  public @Nullable Object[] decodeRow() {
    return rows.row(key, value);
  }

  /** One column of four. */
  @Benchmark
  public @Nullable Object[] decodeOneColumn() {
    return balanceOnly.decode(key, value);
  }

  /** An addition with its check for overflow. */
  @Benchmark
  public @Nullable Object evaluateSum() {
    return sum.eval(row, evaluation);
  }
}

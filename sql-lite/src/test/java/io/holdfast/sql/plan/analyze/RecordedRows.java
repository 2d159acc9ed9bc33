package io.holdfast.sql.plan.analyze;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.exec.Execution;
import io.holdfast.sql.exec.ExecutionContext;
import io.holdfast.sql.exec.MemoryTracker;
import io.holdfast.sql.expr.EvalContext;
import io.holdfast.sql.parse.Normaliser;
import io.holdfast.sql.parse.Parser;
import io.holdfast.sql.plan.logical.BoundQuery;
import io.holdfast.sql.plan.physical.PhysicalPlan;
import io.holdfast.sql.plan.physical.PhysicalPlanner;
import io.holdfast.sql.type.SqlType;
import io.holdfast.sql.type.TypeContext;
import io.holdfast.sql.type.ValueText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Queries over two small tables, {@code t} and {@code n}, with the rows that PostgreSQL has
 * answered: {@code >} a query, {@code |} a row.
 */
final class RecordedRows {
  private static final String TABLES =
      "t(a,b,c) as (values (1,'a',1.5),(2,'b',null),(3,'c',3.25),(4,'a',0.5),(5,'c',1.5)),"
          + " n(x,y) as (values (1,'a'),(1,'b'),(2,'c'),(2,null),(null,'z'),(7,'a'))";

  private final TestDatabase database = new TestDatabase();
  private final boolean lifting;
  private int checked;

  RecordedRows(boolean lifting) {
    this.lifting = lifting;
  }

  int checked() {
    return checked;
  }

  List<String> differences(String resource) {
    List<String> differences = new ArrayList<>();
    String query = null;
    List<String> expected = new ArrayList<>();
    for (String line : (read(resource) + "> end").split("\n", -1)) {
      if (line.startsWith("> ")) {
        if (query != null) {
          check(query, expected, differences);
        }
        query = line.substring(2);
        expected.clear();
      } else {
        expected.add(line.substring(2));
      }
    }
    return differences;
  }

  private void check(String query, List<String> expected, List<String> differences) {
    checked++;
    List<String> actual;
    try {
      actual = run(query);
    } catch (SqlException e) {
      actual = List.of(e.state().code() + " " + e.position() + " " + e.message());
    }
    if (!actual.equals(expected)) {
      differences.add(query + "\n  expected " + expected + "\n  but was  " + actual);
    }
  }

  private static String withTables(String query) {
    if (query.startsWith("with recursive ")) {
      return "with recursive " + TABLES + ", " + query.substring("with recursive ".length());
    }
    return query.startsWith("with ")
        ? "with " + TABLES + ", " + query.substring("with ".length())
        : "with " + TABLES + " " + query;
  }

  private List<String> run(String query) {
    String sql = withTables(query);
    Normaliser normaliser = new Normaliser();
    int literals = lifting && normaliser.normalise(sql) ? normaliser.literalCount() : 0;
    AnalyzeContext context = database.context(List.of(), literals);
    Analyzed analyzed = Analyzer.analyze(Parser.parse(sql).get(0).statement(), context);
    BoundQuery bound = (BoundQuery) analyzed.statement();
    PhysicalPlan plan = PhysicalPlanner.plan(bound, context.catalog());
    EvalContext eval = context.constants();
    @Nullable Object[] values = new Object[analyzed.literalTypes().size()];
    for (int i = 0; i < values.length; i++) {
      SqlType type = analyzed.literalTypes().get(i);
      values[i] = ValueText.parse(type, normaliser.literalText(i), eval.types());
    }
    eval.setParams(values);
    ExecutionContext execution =
        new ExecutionContext(
            null,
            eval,
            table -> {
              throw new AssertionError("no virtual tables here");
            },
            dataId -> 0,
            new MemoryTracker(MemoryTracker.DEFAULT_LIMIT_BYTES));
    List<String> rows = new ArrayList<>();
    try (Execution running = Execution.open(plan, execution)) {
      for (@Nullable Object[] row = running.next(); row != null; row = running.next()) {
        rows.add(text(row, bound));
      }
    }
    return rows;
  }

  private static String text(@Nullable Object[] row, BoundQuery bound) {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < bound.outputColumns().size(); i++) {
      Object value = row[i];
      texts.add(
          value == null
              ? "<null>"
              : ValueText.format(bound.outputColumns().get(i).type(), value, TypeContext.UTC));
    }
    return String.join("|", texts);
  }

  private static String read(String resource) {
    try (InputStream in =
        Objects.requireNonNull(RecordedRows.class.getResourceAsStream(resource))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(resource, e);
    }
  }
}

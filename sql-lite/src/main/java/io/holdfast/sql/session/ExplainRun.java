package io.holdfast.sql.session;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.exec.Execution;
import io.holdfast.sql.parse.ast.Option;
import io.holdfast.sql.plan.logical.BoundExplain;
import io.holdfast.sql.plan.logical.OutputColumn;
import io.holdfast.sql.plan.physical.Explain;
import io.holdfast.sql.plan.physical.PhysicalPlan;
import io.holdfast.sql.plan.physical.PhysicalPlanner;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** EXPLAIN: the lines of a plan; with ANALYZE it is run, too. */
final class ExplainRun implements RunningStatement {
  private static final double NANOS_PER_MILLI = 1e6;

  private final List<OutputColumn> columns;
  private final List<String> lines;
  private final short[] formats;
  private boolean done;

  private ExplainRun(List<OutputColumn> columns, List<String> lines, short[] formats) {
    this.columns = columns;
    this.lines = lines;
    this.formats = formats;
  }

  static ExplainRun start(
      BoundExplain explain, StatementScope scope, @Nullable Object[] values, short[] formats) {
    boolean analyze = false;
    boolean costs = true;
    for (Option option : explain.options()) {
      switch (option.name()) {
        case "analyze" -> analyze = flag(option);
        case "costs" -> costs = flag(option);
        case "verbose", "settings", "buffers", "wal", "timing", "summary" -> flag(option);
        case "format" -> checkFormat(option);
        default ->
            throw new SqlException(
                SqlState.SYNTAX_ERROR,
                "unrecognized EXPLAIN option \"" + option.name() + "\"",
                option.pos());
      }
    }
    PhysicalPlan plan = PhysicalPlanner.plan(explain.statement(), scope.catalog());
    List<String> lines = new ArrayList<>(Explain.lines(plan, costs));
    if (analyze) {
      lines.addAll(run(plan, scope, values));
    }
    return new ExplainRun(explain.outputColumns(), lines, formats);
  }

  private static boolean flag(Option option) {
    String text = option.text();
    Boolean value = text == null ? Boolean.TRUE : SettingKind.Flag.parse(text);
    if (value == null) {
      throw new SqlException(
          SqlState.SYNTAX_ERROR, option.name() + " requires a Boolean value", option.pos());
    }
    return value;
  }

  private static void checkFormat(Option option) {
    String name = String.valueOf(option.text()).toLowerCase(Locale.ROOT);
    if (name.equals("text")) {
      return;
    }
    if (List.of("json", "xml", "yaml").contains(name)) {
      throw new SqlException(
          SqlState.FEATURE_NOT_SUPPORTED,
          "EXPLAIN in format " + name + " is not supported",
          option.pos());
    }
    throw new SqlException(
        SqlState.INVALID_PARAMETER_VALUE,
        "unrecognized value for EXPLAIN option \"format\": \"" + option.text() + "\"",
        option.pos());
  }

  private static List<String> run(
      PhysicalPlan plan, StatementScope scope, @Nullable Object[] values) {
    long begin = scope.nanos();
    long rows = 0;
    try (Execution execution = Execution.open(plan, scope.newExecution(values))) {
      while (execution.next() != null) {
        rows++;
      }
      rows = Math.max(rows, execution.rowsAffected());
    }
    double millis = (scope.nanos() - begin) / NANOS_PER_MILLI;
    return List.of(
        "Actual Rows: " + rows, String.format(Locale.ROOT, "Execution Time: %.3f ms", millis));
  }

  @Override
  public boolean advance(long rowsMax, boolean announce, ResultSink sink) {
    sink.begin(columns, formats, announce);
    if (!done) {
      done = true;
      lines.forEach(line -> sink.row(new @Nullable Object[] {line}));
    }
    return true;
  }

  @Override
  public String tag() {
    return "EXPLAIN";
  }

  @Override
  public void close() {
    // Holds nothing.
  }
}

package io.holdfast.sql.session;

import io.holdfast.sql.plan.logical.OutputColumn;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** EXPLAIN: the lines of a plan. */
final class ExplainRun implements RunningStatement {
  private final List<OutputColumn> columns;
  private final List<String> lines;
  private final short[] formats;
  private boolean done;

  ExplainRun(List<OutputColumn> columns, List<String> lines, short[] formats) {
    this.columns = columns;
    this.lines = lines;
    this.formats = formats;
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

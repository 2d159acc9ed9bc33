package io.holdfast.sql.session;

import io.holdfast.sql.exec.Execution;
import io.holdfast.sql.exec.copy.CopyFormat;
import io.holdfast.sql.exec.copy.CopyLine;
import io.holdfast.sql.plan.logical.OutputColumn;
import io.holdfast.sql.type.TypeContext;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** COPY TO STDOUT: each row is a line. */
final class CopyToRun implements RunningStatement {
  private final CopyFormat format;
  private final List<OutputColumn> columns;
  private final Execution execution;
  private final TypeContext context;
  private long rows;
  private boolean done;

  CopyToRun(
      CopyFormat format, List<OutputColumn> columns, Execution execution, TypeContext context) {
    this.format = format;
    this.columns = columns;
    this.execution = execution;
    this.context = context;
  }

  @Override
  public boolean advance(long rowsMax, boolean announce, ResultSink sink) {
    if (done) {
      return true;
    }
    done = true;
    CopyLine line =
        new CopyLine(
            format,
            columns.stream().map(OutputColumn::name).toList(),
            columns.stream().map(OutputColumn::type).toList(),
            context);
    sink.beginCopyOut(columns.size(), false);
    if (format.header() != CopyFormat.Header.NONE) {
      send(line.header(), sink);
    }
    for (@Nullable Object[] row = execution.next(); row != null; row = execution.next()) {
      send(line.of(row), sink);
      rows++;
    }
    sink.endCopyOut();
    return true;
  }

  private static void send(byte[] bytes, ResultSink sink) {
    sink.copyData(bytes, bytes.length);
  }

  @Override
  public String tag() {
    return "COPY " + rows;
  }

  @Override
  public void close() {
    execution.close();
  }
}

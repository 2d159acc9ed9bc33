package io.holdfast.sql.session;

import io.holdfast.sql.exec.Execution;
import io.holdfast.sql.plan.logical.OutputColumn;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A plan under way: rows go to the client as they come. */
final class PlanRun implements RunningStatement {
  private final String command;
  private final @Nullable List<OutputColumn> columns;
  private final short[] formats;
  private final Execution execution;
  private long rows;

  /**
   * A run.
   *
   * @param columns null: the client gets no rows
   */
  PlanRun(
      String command, @Nullable List<OutputColumn> columns, short[] formats, Execution execution) {
    this.command = command;
    this.columns = columns;
    this.formats = formats;
    this.execution = execution;
  }

  @Override
  public boolean advance(long rowsMax, boolean announce, ResultSink sink) {
    return advance(rowsMax, announce, formats, sink);
  }

  /** The next row, for who shows it himself; null after the last. */
  @Nullable Object @Nullable [] pull() {
    return execution.next();
  }

  /** Passes over rows. */
  void skip(long rowsMax) {
    rows = 0;
    while (rows < rowsMax && execution.next() != null) {
      rows++;
    }
  }

  /** Rows of the last step. */
  long rows() {
    return rows;
  }

  /** As {@link #advance(long, boolean, ResultSink)}, in formats of this step's own. */
  boolean advance(long rowsMax, boolean announce, short[] stepFormats, ResultSink sink) {
    rows = 0;
    if (columns == null) {
      while (execution.next() != null) {
        rows++;
      }
      return true;
    }
    sink.begin(columns, stepFormats, announce);
    while (rowsMax == 0 || rows < rowsMax) {
      @Nullable Object[] row = execution.next();
      if (row == null) {
        return true;
      }
      sink.row(row);
      rows++;
    }
    return false;
  }

  @Override
  public String tag() {
    return switch (command) {
      case "INSERT" -> "INSERT 0 " + execution.rowsAffected();
      case "UPDATE", "DELETE" -> command + " " + execution.rowsAffected();
      default -> command + " " + rows;
    };
  }

  @Override
  public void close() {
    execution.close();
  }
}

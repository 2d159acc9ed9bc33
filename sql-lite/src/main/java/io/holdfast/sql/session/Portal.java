package io.holdfast.sql.session;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.plan.logical.OutputColumn;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A statement with its parameters, ready to run or running. */
final class Portal {
  private static final short[] NONE = {};

  private final String name;
  private final Prepared statement;
  private final @Nullable Object[] parameters;
  private final short[] formats;
  private @Nullable RunningStatement running;
  private boolean started;
  private long number;
  private boolean held;
  private boolean settled;

  /**
   * A portal.
   *
   * @param formats one per column
   */
  Portal(String name, Prepared statement, @Nullable Object[] parameters, short[] formats) {
    this.name = name;
    this.statement = statement;
    this.parameters = parameters;
    this.formats = formats;
  }

  /** Formats as asked for, one for each column. */
  static short[] formats(short[] asked, @Nullable List<OutputColumn> columns) {
    if (columns == null) {
      return NONE;
    }
    if (asked.length > 1 && asked.length != columns.size()) {
      throw new SqlException(
          SqlState.PROTOCOL_VIOLATION,
          "bind message has "
              + asked.length
              + " result formats but query has "
              + columns.size()
              + " columns");
    }
    short[] formats = new short[columns.size()];
    if (asked.length == 1) {
      Arrays.fill(formats, asked[0]);
    } else if (asked.length > 1) {
      System.arraycopy(asked, 0, formats, 0, formats.length);
    }
    return formats;
  }

  String name() {
    return name;
  }

  Prepared statement() {
    return statement;
  }

  @Nullable Object[] parameters() {
    return parameters;
  }

  short[] formats() {
    return formats;
  }

  /** Counts the portals of the session. */
  long number() {
    return number;
  }

  void setNumber(long count) {
    number = count;
  }

  /** A cursor WITH HOLD. */
  boolean isHeld() {
    return held;
  }

  void setHeld() {
    held = true;
  }

  /** A cursor whose transaction is over: only CLOSE and the session's end remove it. */
  boolean isSettled() {
    return settled;
  }

  void settle() {
    settled = true;
  }

  boolean isNew() {
    return !started;
  }

  @Nullable RunningStatement running() {
    return running;
  }

  void setRunning(RunningStatement begun) {
    started = true;
    running = begun;
  }

  void setComplete() {
    started = true;
    close();
  }

  /** It is complete and executed once more: a query has no more rows, others are refused. */
  void again(ResultSink sink) {
    PlannedStatement planned = statement.planned();
    if (planned == null || !planned.command().equals("SELECT")) {
      throw new SqlException(
          SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE, "portal \"" + name + "\" cannot be run");
    }
    sink.complete("SELECT 0");
  }

  void close() {
    RunningStatement open = running;
    running = null;
    if (open != null) {
      open.close();
    }
  }
}

package io.holdfast.bench.sql;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What one session asks for at a time. */
public enum SqlOperation {
  /** One row by its key, prepared. */
  POINT,
  /** The same in the simple protocol: the text is sent and read each time. */
  POINT_SIMPLE,
  /** One row into a table that only grows. */
  INSERT,
  /** One column of one row by its key. */
  UPDATE,
  /** Two such updates in a transaction. */
  TRANSFER,
  /** A hundred neighbours. */
  RANGE,
  /** Two small tables, twenty rows out. */
  JOIN;

  static final int RANGE_ROWS = 100;

  /** Name on the command line and in results. */
  public String title() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The operation of that name; fails with all names when there is none. */
  public static SqlOperation named(String title) {
    for (SqlOperation operation : values()) {
      if (operation.title().equals(title)) {
        return operation;
      }
    }
    throw new IllegalArgumentException(
        "no operation '"
            + title
            + "'; there are "
            + Arrays.stream(values()).map(SqlOperation::title).collect(Collectors.joining(", ")));
  }
}

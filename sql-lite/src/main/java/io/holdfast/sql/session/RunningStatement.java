package io.holdfast.sql.session;

/** A statement under way. */
interface RunningStatement {
  /**
   * Goes on, for {@code rowsMax} rows at the most (0: all); true when it is complete.
   *
   * @param announce tell the reader the shape of the rows
   */
  boolean advance(long rowsMax, boolean announce, ResultSink sink);

  /** Its command tag; rows are those of the last {@link #advance}. */
  String tag();

  /** Gives back what it holds. */
  void close();
}

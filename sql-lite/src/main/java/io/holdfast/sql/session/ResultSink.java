package io.holdfast.sql.session;

import io.holdfast.sql.plan.logical.OutputColumn;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the results of one session go. Called by the session's thread only; every method may block
 * while the reader is slow, and throws {@link PeerGoneException} once nobody reads any more.
 */
public interface ResultSink {
  /**
   * Rows follow.
   *
   * @param formats 0 (text) or 1 (binary) per column; empty: all text; one: for all
   * @param announce whether the reader is told the shape (simple query); in the extended protocol
   *     it has asked before
   */
  void begin(List<OutputColumn> columns, short[] formats, boolean announce);

  /** One row; the array may be used again by the caller. */
  void row(@Nullable Object[] row);

  /** The statement is complete. */
  void complete(String tag);

  /** The text held no statement. */
  void emptyQuery();

  /** The row limit of the portal was reached; more rows may follow another execution. */
  void suspended();

  /** Something the user should know. */
  void notice(Notice notice);

  /** A setting that clients track has a new value. */
  void parameterStatus(String name, String value);

  /** Asks the client for data; the text format if {@code binary} is false. */
  CopySource copyIn(int columns, boolean binary);

  /** Data for the client follows. */
  void beginCopyOut(int columns, boolean binary);

  /** One piece (a line, as a rule) of data for the client. */
  void copyData(byte[] bytes, int length);

  /** All data for the client was handed over. */
  void endCopyOut();

  /** A place to come back to with {@link #rewind}. */
  long mark();

  /**
   * Takes back everything since {@code mark}; false, without effect, when some of it has left for
   * the client already.
   */
  boolean rewind(long mark);

  /** True iff something since {@code mark} has left for the client. */
  boolean sentSince(long mark);
}

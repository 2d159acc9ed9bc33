package io.holdfast.store.read.task;

import java.util.function.LongSupplier;

/**
 * What may be done before others have their turn: rows looked at, bytes copied, time. Tasks report
 * each row and stop when the turn is over. Belongs to the read loop.
 */
public final class ReadTurn {
  /** Rows of one turn; about half a millisecond of cursor moves. */
  static final int ROWS_MAX = 512;

  /** Bytes of one turn: one large value, or a thousand small ones. */
  static final long BYTES_MAX = 1 << 20;

  /** Time of one turn: a tick, or a point read behind it, hardly notices. */
  static final long NANOS_MAX = 500_000;

  /** An answer of more is not turned into a message where others wait. */
  private static final long LARGE_BYTES = 128 << 10;

  /** Looking at the clock costs as much as some rows. */
  private static final int ROWS_PER_LOOK = 16;

  private final LongSupplier nanos;
  private final long rowsMax;
  private final long bytesMax;
  private final long nanosMax;
  private long rows;
  private long bytes;
  private long startNanos;
  private long pageEndNanos = Long.MAX_VALUE;
  private boolean timeUp;
  private boolean closing;

  /** A turn of the usual size; {@code nanos} is the monotonic clock of the node. */
  public ReadTurn(LongSupplier nanos) {
    this(nanos, ROWS_MAX, BYTES_MAX, NANOS_MAX);
  }

  ReadTurn(LongSupplier nanos, long rowsMax, long bytesMax, long nanosMax) {
    this.nanos = nanos;
    this.rowsMax = rowsMax;
    this.bytesMax = bytesMax;
    this.nanosMax = nanosMax;
  }

  /** A turn that ends only with the task, for those who own the whole thread. */
  public static ReadTurn endless() {
    return new ReadTurn(() -> 0, Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE);
  }

  /**
   * A turn of {@code rows} rows, whatever they weigh and however long they take; {@code closing}
   * from its beginning or never.
   */
  public static ReadTurn ofRows(long rows, boolean closing) {
    ReadTurn turn = new ReadTurn(() -> 0, rows, Long.MAX_VALUE, Long.MAX_VALUE);
    turn.closing = closing;
    return turn;
  }

  /** Begins anew. */
  public void begin() {
    rows = 0;
    bytes = 0;
    timeUp = false;
    startNanos = nanos.getAsLong();
  }

  /** From here on the turn is used by a read whose page should end at {@code endNanos}. */
  void serve(long endNanos) {
    pageEndNanos = endNanos;
    closing = nanos.getAsLong() - endNanos >= 0;
  }

  /** One more row was looked at, and {@code sizeBytes} were copied. */
  public void row(long sizeBytes) {
    rows++;
    bytes += sizeBytes;
    if (rows % ROWS_PER_LOOK == 0) {
      long now = nanos.getAsLong();
      timeUp = now - startNanos >= nanosMax;
      closing |= now - pageEndNanos >= 0;
    }
  }

  /** True when the task should stop and let others go on. */
  public boolean over() {
    return rows >= rowsMax || bytes >= bytesMax || timeUp;
  }

  /** True when so much was copied in this turn that its answer should be built elsewhere. */
  boolean large() {
    return bytes >= LARGE_BYTES;
  }

  /** True when a read that may answer in pages should end its page. */
  public boolean closing() {
    return closing;
  }
}

package io.holdfast.sql.exec;

import io.holdfast.runtime.base.Bytes;
import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.type.SqlArray;
import org.jspecify.annotations.Nullable;

/** The account of the memory that one statement holds; estimates, not measurements. */
public final class MemoryTracker {
  /**
   * Enough for some million short rows; a node with many sessions must survive one greedy query.
   */
  public static final long DEFAULT_LIMIT_BYTES = 256L << 20;

  private static final int ROW_BYTES = 24;
  private static final int SLOT_BYTES = 4;
  private static final int BOX_BYTES = 24;
  private static final int STRING_BYTES = 48;

  private final long limitBytes;
  private long usedBytes;

  /** An empty account. */
  public MemoryTracker(long limitBytes) {
    this.limitBytes = limitBytes;
  }

  /** Books memory; fails with 53200 when the limit is passed. */
  public void reserve(long bytes) {
    usedBytes += bytes;
    if (usedBytes > limitBytes) {
      throw new SqlException(SqlState.OUT_OF_MEMORY, "out of memory")
          .withDetail(
              "The statement needs more than the " + limitBytes + " bytes one statement may use.");
    }
  }

  /** Gives memory back. */
  public void release(long bytes) {
    usedBytes -= bytes;
  }

  /** What is booked. */
  public long usedBytes() {
    return usedBytes;
  }

  /** About how much a kept row takes. */
  public static long sizeOf(@Nullable Object[] row) {
    long bytes = ROW_BYTES + (long) SLOT_BYTES * row.length;
    for (Object value : row) {
      bytes += sizeOfValue(value);
    }
    return bytes;
  }

  /** About how much a kept value takes. */
  static long sizeOfValue(@Nullable Object value) {
    if (value == null || value instanceof Boolean) {
      return 0;
    }
    if (value instanceof String text) {
      return (long) STRING_BYTES + text.length();
    }
    if (value instanceof Bytes bytes) {
      return (long) STRING_BYTES + bytes.length();
    }
    if (value instanceof SqlArray array) {
      return STRING_BYTES + (long) BOX_BYTES * array.size();
    }
    return BOX_BYTES;
  }
}

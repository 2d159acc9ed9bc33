package io.holdfast.simulation.check;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One step of a transaction over lists: append a value that nobody else appends to that key, or
 * read the whole list.
 *
 * @param append whether it appends
 * @param key the list
 * @param value what is appended
 * @param read what was read; null before the answer, and for appends
 */
public record AppendOp(boolean append, String key, long value, @Nullable List<Long> read) {
  /** Copies the list. */
  public AppendOp {
    read = read == null ? null : List.copyOf(read);
  }

  /** Appends. */
  public static AppendOp append(String key, long value) {
    return new AppendOp(true, key, value, null);
  }

  /** Wants to read. */
  public static AppendOp read(String key) {
    return new AppendOp(false, key, 0, null);
  }

  /** Has read. */
  public static AppendOp read(String key, List<Long> values) {
    return new AppendOp(false, key, 0, values);
  }

  @Override
  public String toString() {
    return append ? key + "+=" + value : key + "=" + read;
  }
}

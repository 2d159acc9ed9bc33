package io.holdfast.bench.hot;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What one client does at a time, each a transaction. */
public enum HotOperation {
  /** Reads one key. */
  READ,
  /** Reads one key and writes it. */
  UPDATE,
  /** Half reads, half updates. */
  MIX,
  /** Reads two keys and writes both. */
  TRANSFER;

  /** Name on the command line and in results. */
  public String title() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The operation of that name; fails with all names when there is none. */
  public static HotOperation named(String title) {
    for (HotOperation operation : values()) {
      if (operation.title().equals(title)) {
        return operation;
      }
    }
    throw new IllegalArgumentException(
        "no operation '"
            + title
            + "'; there are "
            + Arrays.stream(values()).map(HotOperation::title).collect(Collectors.joining(", ")));
  }
}

package io.holdfast.bench.peer;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What every one of the systems can do. */
public enum PeerOperation {
  /** One key is written, durably on a majority. */
  PUT,
  /** One key is read, and it is the newest value. */
  GET,
  /** Twenty neighbours are read. */
  SCAN;

  /** Rows of a scan. */
  public static final int SCAN_ROWS = 20;

  /** Name on the command line and in results. */
  public String title() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The operation of that name; fails with all names when there is none. */
  public static PeerOperation named(String title) {
    for (PeerOperation operation : values()) {
      if (operation.title().equals(title)) {
        return operation;
      }
    }
    throw new IllegalArgumentException(
        "no operation '"
            + title
            + "'; there are "
            + Arrays.stream(values()).map(PeerOperation::title).collect(Collectors.joining(", ")));
  }
}

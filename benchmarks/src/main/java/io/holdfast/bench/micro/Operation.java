package io.holdfast.bench.micro;

import java.util.Locale;

/** What one client asks for at a time. */
public enum Operation {
  /** One key; in a transactional cluster at a timestamp that is there already. */
  GET,
  /** One key; in a transactional cluster a transaction of one write. */
  PUT,
  /** Twenty neighbours. */
  SCAN,
  /** Sixteen keys in one call. */
  BATCH,
  /** One key at a timestamp of its own. */
  TXN_GET,
  /** A transaction of one write. */
  TXN_PUT,
  /** A transaction that reads two keys and writes both. */
  TRANSFER;

  static final int SCAN_ROWS = 20;
  static final int BATCH_KEYS = 16;

  /** True iff raw key-value access has no such thing. */
  public boolean needsTransactions() {
    return this == TXN_GET || this == TXN_PUT || this == TRANSFER;
  }

  /** Name on the command line and in results. */
  public String title() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The operation of that name; fails with all names when there is none. */
  public static Operation named(String title) {
    for (Operation operation : values()) {
      if (operation.title().equals(title)) {
        return operation;
      }
    }
    StringBuilder known = new StringBuilder();
    for (Operation operation : values()) {
      known.append(known.isEmpty() ? "" : ", ").append(operation.title());
    }
    throw new IllegalArgumentException("no operation '" + title + "'; there are " + known);
  }
}

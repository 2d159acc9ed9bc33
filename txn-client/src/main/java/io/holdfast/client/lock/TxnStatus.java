package io.holdfast.client.lock;

/**
 * What the primary key says about a transaction.
 *
 * @param kind final or not
 * @param commitTs of a committed one, else 0
 * @param ttlMillis left to a living one, else 0
 * @param pushed a living one was made to commit above the asking reader's timestamp
 */
public record TxnStatus(Kind kind, long commitTs, long ttlMillis, boolean pushed) {
  /** The three states. */
  public enum Kind {
    /** Final. */
    COMMITTED,
    /** Final: a later commit will be refused. */
    ROLLED_BACK,
    /** Its lock is held and has not expired. */
    ALIVE
  }

  static TxnStatus committed(long commitTs) {
    return new TxnStatus(Kind.COMMITTED, commitTs, 0, false);
  }

  static TxnStatus rolledBack() {
    return new TxnStatus(Kind.ROLLED_BACK, 0, 0, false);
  }

  static TxnStatus alive(long ttlMillis, boolean pushed) {
    return new TxnStatus(Kind.ALIVE, 0, ttlMillis, pushed);
  }

  /** True iff it will never change. */
  public boolean isFinal() {
    return kind != Kind.ALIVE;
  }
}

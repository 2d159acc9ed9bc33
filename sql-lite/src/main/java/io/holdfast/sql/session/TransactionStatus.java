package io.holdfast.sql.session;

/** What ReadyForQuery says about the transaction block. */
public enum TransactionStatus {
  /** No transaction block. */
  IDLE('I'),
  /** In a transaction block. */
  IN_BLOCK('T'),
  /** In a block that has failed: only its end is accepted. */
  FAILED('E');

  private final char code;

  TransactionStatus(char code) {
    this.code = code;
  }

  /** The letter on the wire. */
  public char code() {
    return code;
  }
}

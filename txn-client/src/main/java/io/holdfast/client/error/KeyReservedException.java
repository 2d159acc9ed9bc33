package io.holdfast.client.error;

import io.holdfast.runtime.base.Bytes;

/** The key is one of those that SQL keeps its tables in: writing it would damage them. */
public final class KeyReservedException extends TxnException {
  private final transient Bytes key;

  /** {@code key} is the key in question. */
  public KeyReservedException(Bytes key) {
    super(
        ErrorCode.KEY_RESERVED,
        "key " + key + " belongs to the tables of SQL and is not for other programs to write",
        null);
    this.key = key;
  }

  /** The key in question. */
  public Bytes key() {
    return key;
  }
}

package io.holdfast.client.error;

import io.holdfast.runtime.base.Bytes;

/** The value is longer than the limit. */
public final class ValueTooLargeException extends TxnException {
  private final transient Bytes key;

  /** {@code key} is the key in question. */
  public ValueTooLargeException(Bytes key, int valueBytes, int bytesMax) {
    super(
        ErrorCode.VALUE_TOO_LARGE,
        "value of " + valueBytes + " bytes exceeds the limit of " + bytesMax + ", key " + key,
        null);
    this.key = key;
  }

  /** The key in question. */
  public Bytes key() {
    return key;
  }
}

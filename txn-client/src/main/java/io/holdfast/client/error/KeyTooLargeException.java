package io.holdfast.client.error;

import io.holdfast.runtime.base.Bytes;

/** The key is longer than the limit. */
public final class KeyTooLargeException extends TxnException {
  private final transient Bytes key;

  /** {@code key} is the key in question. */
  public KeyTooLargeException(Bytes key, int bytesMax) {
    super(
        ErrorCode.KEY_TOO_LARGE,
        "key of " + key.length() + " bytes exceeds the limit of " + bytesMax + ": " + key,
        null);
    this.key = key;
  }

  /** The key in question. */
  public Bytes key() {
    return key;
  }
}

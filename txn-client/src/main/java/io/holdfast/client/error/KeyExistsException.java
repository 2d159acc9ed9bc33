package io.holdfast.client.error;

import io.holdfast.runtime.base.Bytes;

/** An inserted key was there already. */
public final class KeyExistsException extends TxnException {
  private final transient Bytes key;

  /** {@code key} is the key in question. */
  public KeyExistsException(Bytes key) {
    super(ErrorCode.KEY_EXISTS, "key exists: " + key, null);
    this.key = key;
  }

  /** The key in question. */
  public Bytes key() {
    return key;
  }
}

package io.holdfast.client.error;

import io.holdfast.runtime.base.Bytes;

/** Another transaction changed a key this one writes, or rolled this one back. */
public final class WriteConflictException extends RetryableException {
  private final transient Bytes key;

  /** {@code key} is the key in question. */
  public WriteConflictException(Bytes key, String reason) {
    super(ErrorCode.WRITE_CONFLICT, "write conflict on " + key + ": " + reason, null);
    this.key = key;
  }

  /** The key in question. */
  public Bytes key() {
    return key;
  }
}

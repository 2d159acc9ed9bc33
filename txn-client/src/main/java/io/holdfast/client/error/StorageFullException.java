package io.holdfast.client.error;

/**
 * A store has no room on its disk: reads go on, this write had no effect. It succeeds again when
 * there is room; trying at once is of no use.
 */
public final class StorageFullException extends RetryableException {
  /** {@code message} is for people. */
  public StorageFullException(String message) {
    super(ErrorCode.STORAGE_FULL, message, null);
  }
}

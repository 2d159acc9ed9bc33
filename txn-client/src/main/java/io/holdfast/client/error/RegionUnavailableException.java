package io.holdfast.client.error;

import org.jspecify.annotations.Nullable;

/** No leader answered for a part of the key space, or no placement driver, in time. */
public final class RegionUnavailableException extends RetryableException {
  /** {@code message} is for people. */
  public RegionUnavailableException(String message, @Nullable Throwable cause) {
    super(ErrorCode.REGION_UNAVAILABLE, message, cause);
  }
}

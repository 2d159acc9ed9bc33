package io.holdfast.protocol.key;

import io.holdfast.runtime.base.Bytes;

/** Bytes that claim to be an encoded key and are not. */
public final class MalformedKeyException extends IllegalArgumentException {
  /** {@code reason} says which rule of the encoding is broken. */
  public MalformedKeyException(String reason, Bytes input) {
    super("Not an encoded key: " + reason + ": " + input);
  }
}

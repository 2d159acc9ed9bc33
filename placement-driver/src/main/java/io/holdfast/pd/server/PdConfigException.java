package io.holdfast.pd.server;

/** A configuration that cannot be; the message is one line for the operator. */
public final class PdConfigException extends IllegalArgumentException {
  /** Says which setting is wrong. */
  public PdConfigException(String message) {
    super(message);
  }

  /** Says which setting is wrong, and why. */
  public PdConfigException(String message, Throwable cause) {
    super(message, cause);
  }
}

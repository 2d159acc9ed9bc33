package io.holdfast.pd.server;

/** The member cannot start as configured; the message is one line for the operator. */
public final class PdStartException extends Exception {
  /** Says what is wrong. */
  public PdStartException(String message) {
    super(message);
  }

  /** Says what is wrong, and why. */
  public PdStartException(String message, Throwable cause) {
    super(message + ": " + cause.getMessage(), cause);
  }
}

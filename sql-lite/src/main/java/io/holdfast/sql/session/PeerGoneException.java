package io.holdfast.sql.session;

/** Nobody reads the results of this session any more; the session ends. */
public final class PeerGoneException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With the reason, for the log. */
  public PeerGoneException(String message) {
    super(message, null, false, false);
  }
}

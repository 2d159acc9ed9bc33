package io.holdfast.store.engine;

/**
 * The engine could not read or write: a fault of the node. Never retried on the same files, since a
 * failed sync may have dropped what it failed to write (rule D9).
 */
public final class EngineFailure extends RuntimeException {
  /** {@code message} says which call failed. */
  public EngineFailure(String message, Throwable cause) {
    super(message, cause);
  }
}

package io.holdfast.store.engine;

/** The space allowed to the engine is used up: the write did not happen, reads go on. */
public final class EngineDiskFullException extends RuntimeException {
  /** {@code message} says which call was refused. */
  public EngineDiskFullException(String message, Throwable cause) {
    super(message, cause);
  }
}

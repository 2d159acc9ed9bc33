package io.holdfast.store.engine;

/**
 * The engine, or the snapshot or iterator asked, has ended or is ending (rule D10). Whoever meets
 * it has outlived the store it worked for: nothing was read or written.
 */
public final class EngineClosedException extends RuntimeException {
  /** {@code message} says what was used. */
  public EngineClosedException(String message) {
    super(message);
  }
}

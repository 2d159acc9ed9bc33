package io.holdfast.runtime.base;

/**
 * A broken invariant: a bug in this program. Stops the loop, and with it the node, it occurs on;
 * where the part that is broken can be told from the rest, only that part.
 */
public final class InvariantViolation extends Error {
  /** {@code message} names the invariant and the values that broke it. */
  public InvariantViolation(String message) {
    super(message);
  }
}

package io.holdfast.simulation.check;

import io.holdfast.runtime.base.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * An operation on one key, for the {@link LinearizabilityChecker}.
 *
 * @param kind what is asked
 * @param key the register
 * @param expected what a compare-and-set compares with; null means absent
 * @param value what is written; null deletes
 */
public record RegisterOp(Kind kind, Bytes key, @Nullable Bytes expected, @Nullable Bytes value) {
  /** What is asked. */
  public enum Kind {
    /** Read. */
    READ,
    /** Write or delete. */
    WRITE,
    /** Compare and set. */
    CAS
  }

  /** Reads. */
  public static RegisterOp read(Bytes key) {
    return new RegisterOp(Kind.READ, key, null, null);
  }

  /** Writes; null deletes. */
  public static RegisterOp write(Bytes key, @Nullable Bytes value) {
    return new RegisterOp(Kind.WRITE, key, null, value);
  }

  /** Writes {@code value} if the register holds {@code expected}. */
  public static RegisterOp cas(Bytes key, @Nullable Bytes expected, @Nullable Bytes value) {
    return new RegisterOp(Kind.CAS, key, expected, value);
  }

  /**
   * What was answered.
   *
   * @param applied whether a compare-and-set wrote; true for the others
   * @param value what was read; for a compare-and-set that did not write, what it found
   */
  public record Result(boolean applied, @Nullable Bytes value) {
    /** A write was done. */
    public static final Result DONE = new Result(true, null);

    /** A read found {@code value}. */
    public static Result found(@Nullable Bytes value) {
      return new Result(true, value);
    }
  }
}

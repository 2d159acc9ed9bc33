package io.holdfast.runtime.base;

import org.jspecify.annotations.Nullable;

/**
 * Checks that are always on. A failure is a bug: it is thrown as {@link InvariantViolation} with
 * the values that broke it, never caught and continued: at the most, what broke it is set aside.
 *
 * <p>The overloads with {@code long} allocate nothing while the check passes.
 */
public final class Invariant {
  private Invariant() {}

  /** Fails with {@code message} unless {@code condition}. */
  public static void check(boolean condition, String message) {
    if (!condition) {
      throw new InvariantViolation(message);
    }
  }

  /** Fails with {@code message} and one named value unless {@code condition}. */
  public static void check(boolean condition, String message, String name, long value) {
    if (!condition) {
      throw new InvariantViolation(message + " " + name + "=" + value);
    }
  }

  /** Fails with {@code message} and two named values unless {@code condition}. */
  public static void check(
      boolean condition, String message, String name1, long value1, String name2, long value2) {
    if (!condition) {
      throw new InvariantViolation(
          message + " " + name1 + "=" + value1 + " " + name2 + "=" + value2);
    }
  }

  /** Fails with {@code message} and three named values unless {@code condition}. */
  public static void check(
      boolean condition,
      String message,
      String name1,
      long value1,
      String name2,
      long value2,
      String name3,
      long value3) {
    if (!condition) {
      throw new InvariantViolation(
          message + " " + name1 + "=" + value1 + " " + name2 + "=" + value2 + " " + name3 + "="
              + value3);
    }
  }

  /** Fails with {@code message} and one named object unless {@code condition}. */
  public static void check(boolean condition, String message, String name, @Nullable Object value) {
    if (!condition) {
      throw new InvariantViolation(message + " " + name + "=" + value);
    }
  }

  /** Fails with {@code message} and two named objects unless {@code condition}. */
  public static void check(
      boolean condition,
      String message,
      String name1,
      @Nullable Object value1,
      String name2,
      @Nullable Object value2) {
    if (!condition) {
      throw new InvariantViolation(
          message + " " + name1 + "=" + value1 + " " + name2 + "=" + value2);
    }
  }

  /** For code that cannot be reached. */
  public static InvariantViolation unreachable(String message) {
    return new InvariantViolation(message);
  }
}

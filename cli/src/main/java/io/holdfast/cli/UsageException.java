package io.holdfast.cli;

/** The command line asks for something that cannot be done: one line, exit code 2. */
public final class UsageException extends RuntimeException {
  /** {@code message} says what is wrong and what to do instead, in one line. */
  public UsageException(String message) {
    super(message);
  }
}

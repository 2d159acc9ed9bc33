package io.holdfast.sql.plan.analyze;

/**
 * The meaning of the statement depends on the text of a lifted literal: it has to be analysed again
 * with constants.
 */
final class LiteralsMatterException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  LiteralsMatterException() {
    // Steers the analysis and never leaves it: nobody reads its stack.
    super("a lifted literal decides", null, false, false);
  }
}

package io.holdfast.sql.plan.analyze;

/** The statement asks for a table's oid: it has to be analysed again with scans that yield it. */
final class TableOidWantedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  TableOidWantedException() {
    // Steers the analysis and never leaves it: nobody reads its stack.
    super("tableoid is wanted", null, false, false);
  }
}

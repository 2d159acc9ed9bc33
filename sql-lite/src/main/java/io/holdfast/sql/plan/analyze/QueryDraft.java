package io.holdfast.sql.plan.analyze;

import io.holdfast.sql.type.BaseType;
import io.holdfast.sql.type.SqlType;

/** A query whose columns have names, but perhaps no types yet: its place may still decide them. */
interface QueryDraft {
  /** Number of its columns. */
  int width();

  /** Type of one column; unknown for a literal that nobody has given a type. */
  SqlType type(int column);

  /** What one column is called. */
  String name(int column);

  /** Where one column was written. */
  int place(int column);

  /** Coerces one column, implicitly. */
  void fit(int column, SqlType type);

  /** Puts its operators together; nothing can be changed afterwards. */
  AnalyzedQuery finish();

  /** Literals without a type become text. */
  default void resolveUnknowns() {
    for (int i = 0; i < width(); i++) {
      if (type(i).is(BaseType.UNKNOWN)) {
        fit(i, SqlType.TEXT);
      }
    }
  }
}

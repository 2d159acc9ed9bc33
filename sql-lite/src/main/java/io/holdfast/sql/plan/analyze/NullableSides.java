package io.holdfast.sql.plan.analyze;

import io.holdfast.sql.expr.And;
import io.holdfast.sql.expr.AnyAll;
import io.holdfast.sql.expr.Call;
import io.holdfast.sql.expr.Cast;
import io.holdfast.sql.expr.Column;
import io.holdfast.sql.expr.Expr;
import io.holdfast.sql.expr.InList;
import io.holdfast.sql.expr.IsNull;
import org.jspecify.annotations.Nullable;

/** Sides of outer joins that a condition keeps rows from missing on: the join is an inner one. */
final class NullableSides {
  private NullableSides() {}

  /** True iff rows that the entry has nothing for can be in the result. */
  static boolean stayNullable(RangeEntry entry, @Nullable Expr where) {
    return entry.nullable() && (where == null || !refusesMissing(where, entry));
  }

  /** True iff the condition does not hold when all columns of the entry are null. */
  private static boolean refusesMissing(Expr condition, RangeEntry entry) {
    if (condition instanceof And and) {
      return and.conditions().stream().anyMatch(each -> refusesMissing(each, entry));
    }
    if (condition instanceof IsNull test) {
      return test.negated() && nullWhenMissing(test.arg(), entry);
    }
    return nullWhenMissing(condition, entry);
  }

  private static boolean nullWhenMissing(Expr expr, RangeEntry entry) {
    if (expr instanceof Column) {
      return entry.columns().stream().anyMatch(column -> column.expr().equals(expr));
    }
    if (expr instanceof Call call) {
      return call.function().strict()
          && call.args().stream().anyMatch(arg -> nullWhenMissing(arg, entry));
    }
    if (expr instanceof Cast cast) {
      return nullWhenMissing(cast.arg(), entry);
    }
    if (expr instanceof InList list) {
      return nullWhenMissing(list.left(), entry);
    }
    return expr instanceof AnyAll any && nullWhenMissing(any.left(), entry);
  }
}

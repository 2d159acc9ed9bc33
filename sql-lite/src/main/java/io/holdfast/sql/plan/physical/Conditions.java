package io.holdfast.sql.plan.physical;

import io.holdfast.sql.expr.Call;
import io.holdfast.sql.expr.Const;
import io.holdfast.sql.expr.Expr;
import io.holdfast.sql.expr.ExprTrees;
import io.holdfast.sql.expr.SubPlan;
import io.holdfast.sql.expr.Volatility;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lists of conditions that all have to hold. */
final class Conditions {
  private static final double EQUALITY_FRACTION = 0.05;
  private static final double OTHER_FRACTION = 0.3;

  private Conditions() {}

  /** The parts of a condition; none for null and for TRUE. */
  static List<Expr> split(@Nullable Expr condition) {
    List<Expr> parts = new ArrayList<>();
    if (condition != null) {
      for (Expr part : ExprTrees.conjuncts(condition)) {
        if (!part.equals(Const.TRUE)) {
          parts.add(part);
        }
      }
    }
    return parts;
  }

  /** One condition out of all, the cheap ones first; null for none. */
  static @Nullable Expr join(Collection<Expr> parts) {
    if (parts.isEmpty()) {
      return null;
    }
    List<Expr> ordered = new ArrayList<>();
    for (Expr part : parts) {
      if (!runsSubquery(part)) {
        ordered.add(part);
      }
    }
    for (Expr part : parts) {
      if (runsSubquery(part)) {
        ordered.add(part);
      }
    }
    return ExprTrees.and(ordered);
  }

  /** Which part of the rows is likely to fulfil all conditions. */
  static double fraction(Collection<Expr> parts) {
    double fraction = 1;
    for (Expr part : parts) {
      boolean equality = part instanceof Call call && call.function().isBinary("=");
      fraction *= equality ? EQUALITY_FRACTION : OTHER_FRACTION;
    }
    return fraction;
  }

  /** True iff no row can fulfil it, as is known already. */
  static boolean neverHolds(Expr condition) {
    return condition instanceof Const constant && !Boolean.TRUE.equals(constant.value());
  }

  static boolean runsSubquery(Expr expr) {
    return ExprTrees.any(expr, SubPlan.class::isInstance);
  }

  static boolean isVolatile(Expr expr) {
    return ExprTrees.volatility(expr) == Volatility.VOLATILE;
  }

  /** True iff the expression reads columns of {@code [from, to)} only. */
  static boolean readsOnly(Expr expr, int from, int to) {
    BitSet columns = ExprTrees.columns(expr);
    return columns.nextSetBit(0) < 0 || (columns.nextSetBit(0) >= from && columns.length() <= to);
  }

  /** Marks the columns that are read. */
  static void addColumns(BitSet into, Collection<? extends Expr> exprs) {
    for (Expr expr : exprs) {
      into.or(ExprTrees.columns(expr));
    }
  }
}

package io.holdfast.sql.plan.physical;

import io.holdfast.sql.expr.Call;
import io.holdfast.sql.expr.Expr;
import io.holdfast.sql.expr.ExprTrees;
import java.util.ArrayList;
import java.util.List;

/**
 * The equalities of a join condition that can be looked up in a hash table.
 *
 * @param left over a left row
 * @param right over a right row, pair by pair
 * @param sources the equalities themselves, over both
 * @param rest what else has to hold, over both
 */
record EquiKeys(List<Expr> left, List<Expr> right, List<Expr> sources, List<Expr> rest) {

  /** Divides conditions over the columns of a left side followed by those of a right one. */
  static EquiKeys of(List<Expr> conditions, int leftWidth, int width) {
    EquiKeys keys =
        new EquiKeys(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    for (Expr condition : conditions) {
      if (!keys.take(condition, leftWidth, width)) {
        keys.rest.add(condition);
      }
    }
    return keys;
  }

  private boolean take(Expr condition, int leftWidth, int width) {
    if (!(condition instanceof Call call) || !call.function().isBinary("=")) {
      return false;
    }
    Expr a = call.args().get(0);
    Expr b = call.args().get(1);
    if (!KeyTypes.hashAlike(a.type(), b.type()) || Conditions.isVolatile(condition)) {
      return false;
    }
    if (isOf(a, 0, leftWidth) && isOf(b, leftWidth, width)) {
      left.add(a);
      sources.add(condition);
      right.add(ExprTrees.shiftColumns(b, -leftWidth));
      return true;
    }
    if (isOf(b, 0, leftWidth) && isOf(a, leftWidth, width)) {
      left.add(b);
      sources.add(condition);
      right.add(ExprTrees.shiftColumns(a, -leftWidth));
      return true;
    }
    return false;
  }

  private static boolean isOf(Expr expr, int from, int to) {
    return Conditions.readsOnly(expr, from, to) && !ExprTrees.columns(expr).isEmpty();
  }

  boolean isEmpty() {
    return left.isEmpty();
  }
}

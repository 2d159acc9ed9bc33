package io.holdfast.sql.plan.rewrite;

import io.holdfast.sql.expr.Call;
import io.holdfast.sql.expr.Column;
import io.holdfast.sql.expr.Const;
import io.holdfast.sql.expr.Expr;
import io.holdfast.sql.expr.ScalarBody;
import io.holdfast.sql.expr.ScalarFunction;
import io.holdfast.sql.expr.Volatility;
import io.holdfast.sql.plan.logical.Filter;
import io.holdfast.sql.plan.logical.Join;
import io.holdfast.sql.plan.logical.JoinKind;
import io.holdfast.sql.plan.logical.Project;
import io.holdfast.sql.plan.logical.Rel;
import io.holdfast.sql.plan.logical.Shape;
import io.holdfast.sql.plan.logical.Values;
import io.holdfast.sql.type.SqlType;
import java.util.List;

/** A tree that uses every rule once. */
final class WarmUpTree {
  /** Never evaluated: only its symbol counts here. */
  private static final ScalarFunction EQUAL =
      new ScalarFunction(
          "=",
          true,
          List.of(SqlType.INT4, SqlType.INT4),
          SqlType.BOOL,
          true,
          Volatility.IMMUTABLE,
          (ScalarBody.Strict2) (ctx, left, right) -> left.equals(right));

  private WarmUpTree() {}

  static Rel threeJoins() {
    Rel joined = leaf();
    for (int i = 1; i < 4; i++) {
      Expr condition = same(new Column(i - 1, SqlType.INT4), new Column(i, SqlType.INT4));
      joined =
          new Join(i == 3 ? JoinKind.LEFT : JoinKind.INNER, joined, leaf(), condition, List.of());
    }
    Expr last = new Column(3, SqlType.INT4);
    Rel projected = Project.of(joined, List.of(last, last), List.of("a", "b"));
    return new Filter(projected, same(new Column(0, SqlType.INT4), new Const(1L, SqlType.INT4)));
  }

  private static Rel leaf() {
    Expr one = new Const(1L, SqlType.INT4);
    return new Values(List.of(List.of(one)), Shape.of("c", SqlType.INT4));
  }

  private static Expr same(Expr left, Expr right) {
    return new Call(EQUAL, left, right);
  }
}

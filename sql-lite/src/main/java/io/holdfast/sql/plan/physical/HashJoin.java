package io.holdfast.sql.plan.physical;

import io.holdfast.sql.expr.Expr;
import io.holdfast.sql.plan.logical.JoinKind;
import io.holdfast.sql.plan.logical.Shape;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Pairs with equal keys: the right rows are put into a hash table, the left ones look their
 * partners up.
 *
 * @param leftKeys over a left row
 * @param rightKeys over a right row, of the same types; a null equals nothing
 * @param residual over both, what else a pair has to fulfil; null for nothing
 * @param leftFirst whether the columns of the left side come first in what comes out
 */
public record HashJoin(
    JoinKind kind,
    PlanNode left,
    PlanNode right,
    List<Expr> leftKeys,
    List<Expr> rightKeys,
    @Nullable Expr residual,
    boolean leftFirst,
    Shape shape,
    Estimate estimate)
    implements PlanNode {
  /** Copies what it is given. */
  public HashJoin {
    leftKeys = List.copyOf(leftKeys);
    rightKeys = List.copyOf(rightKeys);
  }

  @Override
  public List<PlanNode> inputs() {
    return List.of(left, right);
  }
}

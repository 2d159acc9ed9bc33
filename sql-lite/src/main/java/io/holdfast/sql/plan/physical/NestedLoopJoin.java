package io.holdfast.sql.plan.physical;

import io.holdfast.sql.expr.Expr;
import io.holdfast.sql.plan.logical.JoinKind;
import io.holdfast.sql.plan.logical.OuterFeed;
import io.holdfast.sql.plan.logical.Shape;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Each left row with all right rows that fulfil the condition.
 *
 * @param kind not RIGHT
 * @param feeds what the right side takes from each left row: it then runs again for each; when
 *     there are none its rows are kept from the first run
 */
public record NestedLoopJoin(
    JoinKind kind,
    PlanNode left,
    PlanNode right,
    @Nullable Expr condition,
    List<OuterFeed> feeds,
    Shape shape,
    Estimate estimate)
    implements PlanNode {
  /** Copies what it is given. */
  public NestedLoopJoin {
    feeds = List.copyOf(feeds);
  }

  @Override
  public List<PlanNode> inputs() {
    return List.of(left, right);
  }
}

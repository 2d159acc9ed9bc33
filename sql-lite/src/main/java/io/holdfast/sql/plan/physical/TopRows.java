package io.holdfast.sql.plan.physical;

import io.holdfast.sql.expr.Expr;
import io.holdfast.sql.plan.logical.Shape;
import io.holdfast.sql.plan.logical.SortKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The first rows of an order.
 *
 * @param count int8 over no columns
 * @param offset rows to leave out before; null for none
 */
public record TopRows(
    PlanNode input, List<SortKey> keys, Expr count, @Nullable Expr offset, Estimate estimate)
    implements PlanNode {
  /** Copies what it is given. */
  public TopRows {
    keys = List.copyOf(keys);
  }

  @Override
  public Shape shape() {
    return input.shape();
  }

  @Override
  public List<PlanNode> inputs() {
    return List.of(input);
  }
}

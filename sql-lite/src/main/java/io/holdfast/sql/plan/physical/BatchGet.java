package io.holdfast.sql.plan.physical;

import io.holdfast.sql.expr.Expr;
import io.holdfast.sql.plan.logical.Shape;
import io.holdfast.sql.plan.physical.row.RowDecoder;
import io.holdfast.sql.plan.physical.row.TableRows;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a set of keys, in the order of the keys.
 *
 * @param key how each column of the primary key (or the row id) is bounded: the keys are all
 *     combinations
 * @param locks as for {@link PointGet}
 */
public record BatchGet(
    int scanId,
    TableRows rows,
    String alias,
    RowDecoder decoder,
    List<KeyPart> key,
    @Nullable Expr filter,
    boolean locks,
    Estimate estimate)
    implements PlanNode {
  /** Copies what it is given. */
  public BatchGet {
    key = List.copyOf(key);
  }

  @Override
  public Shape shape() {
    return decoder.shape();
  }

  @Override
  public List<PlanNode> inputs() {
    return List.of();
  }
}

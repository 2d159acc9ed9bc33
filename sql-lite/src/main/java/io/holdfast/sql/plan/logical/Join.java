package io.holdfast.sql.plan.logical;

import io.holdfast.sql.expr.Expr;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Pairs of rows.
 *
 * @param condition over the left columns followed by the right ones; null is always true
 * @param feeds what a lateral right side takes from each left row; empty for a plain join. Only
 *     INNER and LEFT joins are lateral.
 */
public record Join(
    JoinKind kind, Rel left, Rel right, @Nullable Expr condition, List<OuterFeed> feeds)
    implements Rel {
  /** Copies the list. */
  public Join {
    feeds = List.copyOf(feeds);
  }

  /** True iff the right side has to run again for each left row. */
  public boolean isLateral() {
    return !feeds.isEmpty();
  }

  @Override
  public Shape shape() {
    return kind == JoinKind.SEMI || kind == JoinKind.ANTI
        ? left.shape()
        : left.shape().concat(right.shape());
  }

  @Override
  public List<Rel> inputs() {
    return List.of(left, right);
  }
}

package io.holdfast.sql.plan.physical;

import io.holdfast.sql.expr.EvalContext;
import io.holdfast.sql.expr.Expr;
import io.holdfast.sql.expr.SubPlan;
import io.holdfast.sql.plan.logical.LogicalSubquery;
import io.holdfast.sql.plan.logical.OuterFeed;
import io.holdfast.sql.type.SqlType;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A sub-query inside of an expression, ready to run. */
public final class PlannedSubquery extends SubPlan {
  private final LogicalSubquery.Kind kind;
  private final PlanNode plan;
  private final List<OuterFeed> feeds;
  private final List<Expr> left;
  private final @Nullable Expr comparison;
  private final boolean hashed;
  private final int memoSlot;

  /**
   * A sub-query.
   *
   * @param hashed ANY whose comparison is equality of each left value with the column of its place:
   *     its rows may be kept in a hash table
   * @param memoSlot where the result is kept, as it is the same for all outer rows; -1 when it is
   *     not
   */
  public PlannedSubquery(
      LogicalSubquery.Kind kind,
      SqlType type,
      PlanNode plan,
      List<OuterFeed> feeds,
      List<Expr> left,
      @Nullable Expr comparison,
      boolean hashed,
      int memoSlot) {
    super(type);
    this.kind = kind;
    this.plan = plan;
    this.feeds = List.copyOf(feeds);
    this.left = List.copyOf(left);
    this.comparison = comparison;
    this.hashed = hashed;
    this.memoSlot = memoSlot;
  }

  /** What is asked about the rows. */
  public LogicalSubquery.Kind kind() {
    return kind;
  }

  /** How the rows are got. */
  public PlanNode plan() {
    return plan;
  }

  /** What it takes from the outer row. */
  public List<OuterFeed> feeds() {
    return feeds;
  }

  /** Left values of ANY and ALL. */
  public List<Expr> left() {
    return left;
  }

  /** The comparison of ANY and ALL: over the left values followed by the columns of the plan. */
  public @Nullable Expr comparison() {
    return comparison;
  }

  /** Whether the rows may be kept in a hash table. */
  public boolean hashed() {
    return hashed;
  }

  /** Where the result is kept; -1: nowhere. */
  public int memoSlot() {
    return memoSlot;
  }

  @Override
  public @Nullable Object eval(@Nullable Object[] row, EvalContext ctx) {
    if (ctx.execution() instanceof SubqueryRunner runner) {
      return runner.value(this, row);
    }
    throw new IllegalStateException("a sub-query outside of an execution");
  }

  @Override
  public List<Expr> children() {
    List<Expr> all = new ArrayList<>(left);
    for (OuterFeed feed : feeds) {
      all.add(feed.value());
    }
    return all;
  }

  @Override
  public Expr withChildren(List<Expr> children) {
    List<OuterFeed> fed = new ArrayList<>();
    for (int i = 0; i < feeds.size(); i++) {
      fed.add(new OuterFeed(feeds.get(i).execParam(), children.get(left.size() + i)));
    }
    List<Expr> newLeft = children.subList(0, left.size());
    return new PlannedSubquery(kind, type(), plan, fed, newLeft, comparison, hashed, memoSlot);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof PlannedSubquery that
        && kind == that.kind
        && memoSlot == that.memoSlot
        && plan.equals(that.plan)
        && feeds.equals(that.feeds)
        && left.equals(that.left)
        && Objects.equals(comparison, that.comparison);
  }

  @Override
  public int hashCode() {
    return Objects.hash(kind, left, feeds);
  }

  @Override
  public String toString() {
    return kind + "(SubPlan)";
  }
}

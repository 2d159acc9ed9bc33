package io.holdfast.sql.plan.logical;

import io.holdfast.sql.expr.EvalContext;
import io.holdfast.sql.expr.Expr;
import io.holdfast.sql.expr.SubPlan;
import io.holdfast.sql.type.SqlType;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A sub-query inside of an expression, not runnable yet: the physical plan has another SubPlan in
 * its place. Its children are the left values of a comparison followed by the values of its feeds,
 * all over the outer row.
 */
public final class LogicalSubquery extends SubPlan {
  /** What is asked about the rows. */
  public enum Kind {
    /** Is there one? */
    EXISTS,
    /** The value of the only row; null without one; SQLSTATE 21000 with two. */
    SCALAR,
    /** The only row as a record of all its columns; null without one. */
    ROW,
    /** The values of all rows in their order. */
    ARRAY,
    /** Is the comparison true for some row (IN, ANY)? Three-valued. */
    ANY,
    /** Is the comparison true for all rows? Three-valued. */
    ALL
  }

  private final Kind kind;
  private final Rel rel;
  private final List<OuterFeed> feeds;
  private final List<Expr> left;
  private final @Nullable Expr comparison;

  /**
   * A sub-query.
   *
   * @param left what ANY and ALL compare with; else empty
   * @param comparison of ANY and ALL: over the left values followed by the columns of the rel
   */
  public LogicalSubquery(
      Kind kind,
      SqlType type,
      Rel rel,
      List<OuterFeed> feeds,
      List<Expr> left,
      @Nullable Expr comparison) {
    super(type);
    this.kind = kind;
    this.rel = rel;
    this.feeds = List.copyOf(feeds);
    this.left = List.copyOf(left);
    this.comparison = comparison;
  }

  /** What is asked about the rows. */
  public Kind kind() {
    return kind;
  }

  /** The rows. */
  public Rel rel() {
    return rel;
  }

  /** What it takes from the outer row; empty: it may be run once for all outer rows. */
  public List<OuterFeed> feeds() {
    return feeds;
  }

  /** Left values of ANY and ALL. */
  public List<Expr> left() {
    return left;
  }

  /** The comparison of ANY and ALL: over the left values followed by the columns of the rel. */
  public @Nullable Expr comparison() {
    return comparison;
  }

  /** The same question over other rows. */
  public LogicalSubquery withRel(Rel other) {
    return new LogicalSubquery(kind, type(), other, feeds, left, comparison);
  }

  @Override
  public @Nullable Object eval(@Nullable Object[] row, EvalContext ctx) {
    throw new IllegalStateException("a logical sub-query can not be run");
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
    return new LogicalSubquery(
        kind, type(), rel, fed, children.subList(0, left.size()), comparison);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof LogicalSubquery that
        && kind == that.kind
        && type().equals(that.type())
        && rel.equals(that.rel)
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
    return kind + "(" + rel + ")";
  }
}

package io.holdfast.sql.exec;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.expr.Expr;
import io.holdfast.sql.plan.logical.LogicalSubquery;
import io.holdfast.sql.plan.logical.OuterFeed;
import io.holdfast.sql.plan.logical.Shape;
import io.holdfast.sql.plan.physical.PlannedSubquery;
import io.holdfast.sql.type.BaseType;
import io.holdfast.sql.type.SqlArray;
import io.holdfast.sql.type.SqlRecord;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a sub-query answers, computed by running it. */
final class SubqueryValues {
  private SubqueryValues() {}

  /** The value of a sub-query for one outer row. */
  static @Nullable Object compute(
      PlannedSubquery subquery, @Nullable Object[] outerRow, ExecutionContext ctx) {
    @Nullable Object[] left = ProjectSource.compute(subquery.left(), outerRow, ctx.eval());
    for (OuterFeed feed : subquery.feeds()) {
      ctx.eval().setExecParam(feed.execParam(), feed.value().eval(outerRow, ctx.eval()));
    }
    try (RowSource rows = Operators.open(subquery.plan(), ctx)) {
      return switch (subquery.kind()) {
        case EXISTS -> rows.next() != null;
        case SCALAR, ROW -> single(subquery, rows);
        case ARRAY -> array(subquery, rows);
        case ANY -> quantified(subquery, left, rows, ctx, true);
        case ALL -> quantified(subquery, left, rows, ctx, false);
      };
    }
  }

  private static @Nullable Object single(PlannedSubquery subquery, RowSource rows) {
    @Nullable Object[] row = rows.next();
    if (row == null) {
      return null;
    }
    if (rows.next() != null) {
      throw new SqlException(
          SqlState.CARDINALITY_VIOLATION,
          "more than one row returned by a subquery used as an expression");
    }
    Shape shape = subquery.plan().shape();
    return subquery.kind() == LogicalSubquery.Kind.ROW ? new SqlRecord(shape.types(), row) : row[0];
  }

  private static Object array(PlannedSubquery subquery, RowSource rows) {
    List<@Nullable Object> elements = new ArrayList<>();
    for (@Nullable Object[] row = rows.next(); row != null; row = rows.next()) {
      elements.add(row[0]);
    }
    BaseType element = subquery.type().base().element();
    return SqlArray.of(element == null ? BaseType.TEXT : element, elements);
  }

  private static @Nullable Object quantified(
      PlannedSubquery subquery,
      @Nullable Object[] left,
      RowSource rows,
      ExecutionContext ctx,
      boolean decisive) {
    Boolean verdict = !decisive;
    for (@Nullable Object[] row = rows.next(); row != null; row = rows.next()) {
      Boolean one = compare(subquery, left, row, ctx);
      if (one == null) {
        verdict = null;
      } else if (one == decisive) {
        return decisive;
      }
    }
    return verdict;
  }

  /** The comparison of ANY or ALL with one row. */
  static @Nullable Boolean compare(
      PlannedSubquery subquery,
      @Nullable Object[] left,
      @Nullable Object[] row,
      ExecutionContext ctx) {
    Expr comparison = subquery.comparison();
    if (comparison == null) {
      throw new IllegalStateException(subquery.kind() + " without a comparison");
    }
    @Nullable Object[] both = new Object[left.length + row.length];
    System.arraycopy(left, 0, both, 0, left.length);
    System.arraycopy(row, 0, both, left.length, row.length);
    return (Boolean) comparison.eval(both, ctx.eval());
  }
}

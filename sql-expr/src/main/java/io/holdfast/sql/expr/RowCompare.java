package io.holdfast.sql.expr;

import io.holdfast.sql.type.SqlType;
import io.holdfast.sql.type.Values;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code (a, b) < (c, d)}: decided by the first pair that differs, unknown when a null comes first.
 * Both sides have as many values, pair by pair of one type. Equality of rows is a conjunction
 * instead.
 */
public record RowCompare(Order order, List<Expr> left, List<Expr> right) implements Expr {
  /** What is asked. */
  public enum Order {
    LT,
    LE,
    GT,
    GE
  }

  /** The lists are copied. */
  public RowCompare {
    left = List.copyOf(left);
    right = List.copyOf(right);
  }

  @Override
  public SqlType type() {
    return SqlType.BOOL;
  }

  @Override
  public @Nullable Object eval(@Nullable Object[] row, EvalContext ctx) {
    int difference = 0;
    for (int i = 0; i < left.size() && difference == 0; i++) {
      Object a = left.get(i).eval(row, ctx);
      Object b = right.get(i).eval(row, ctx);
      if (a == null || b == null) {
        return null;
      }
      difference = Values.compare(left.get(i).type(), a, b);
    }
    return switch (order) {
      case LT -> difference < 0;
      case LE -> difference <= 0;
      case GT -> difference > 0;
      case GE -> difference >= 0;
    };
  }

  @Override
  public List<Expr> children() {
    List<Expr> all = new ArrayList<>(left);
    all.addAll(right);
    return all;
  }

  @Override
  public Expr withChildren(List<Expr> children) {
    int half = left.size();
    return new RowCompare(
        order, children.subList(0, half), children.subList(half, children.size()));
  }
}

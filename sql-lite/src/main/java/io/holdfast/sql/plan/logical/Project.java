package io.holdfast.sql.plan.logical;

import io.holdfast.sql.expr.Expr;
import java.util.ArrayList;
import java.util.List;

/** One row for each row of the input, computed by the expressions. */
public record Project(Rel input, List<Expr> exprs, Shape shape) implements Rel {
  /** Copies the list. */
  public Project {
    exprs = List.copyOf(exprs);
  }

  /** Expressions and the names of what they compute. */
  public static Project of(Rel input, List<? extends Expr> exprs, List<String> names) {
    List<Expr> copy = new ArrayList<>(exprs);
    return new Project(input, copy, new Shape(names, copy.stream().map(Expr::type).toList()));
  }

  @Override
  public List<Rel> inputs() {
    return List.of(input);
  }
}

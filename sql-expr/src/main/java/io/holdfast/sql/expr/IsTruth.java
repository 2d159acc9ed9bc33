package io.holdfast.sql.expr;

import io.holdfast.sql.type.SqlType;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * IS [NOT] TRUE, FALSE or UNKNOWN; never unknown itself.
 *
 * @param truth the value asked for; null for UNKNOWN
 */
public record IsTruth(Expr arg, @Nullable Boolean truth, boolean negated) implements Expr {
  @Override
  public SqlType type() {
    return SqlType.BOOL;
  }

  @Override
  public @Nullable Object eval(@Nullable Object[] row, EvalContext ctx) {
    return Objects.equals(arg.eval(row, ctx), truth) != negated;
  }

  @Override
  public List<Expr> children() {
    return List.of(arg);
  }

  @Override
  public Expr withChildren(List<Expr> children) {
    return new IsTruth(children.get(0), truth, negated);
  }
}

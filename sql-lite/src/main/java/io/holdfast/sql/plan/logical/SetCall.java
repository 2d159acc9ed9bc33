package io.holdfast.sql.plan.logical;

import io.holdfast.sql.expr.Expr;
import io.holdfast.sql.function.SetFunction;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A call of a function whose value is rows; a plain function has one row.
 *
 * @param function null: {@code args} is the one value of the one row
 * @param args as the function wants them
 */
public record SetCall(@Nullable SetFunction function, List<Expr> args) {
  /** Copies the list. */
  public SetCall {
    args = List.copyOf(args);
  }

  /** A plain value as a table of one row. */
  public static SetCall ofValue(Expr value) {
    return new SetCall(null, List.of(value));
  }

  /** The columns of the rows. */
  public Shape shape() {
    if (function == null) {
      return Shape.of("value", args.get(0).type());
    }
    return new Shape(
        function.columns().stream().map(SetFunction.OutputColumn::name).toList(),
        function.columns().stream().map(SetFunction.OutputColumn::type).toList());
  }
}

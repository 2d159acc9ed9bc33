package io.holdfast.sql.expr;

import io.holdfast.sql.type.SqlType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A function or an operator over its arguments, which have the types the function declares. */
public record Call(ScalarFunction function, List<Expr> args) implements Expr {
  /** A call; the arguments are copied. */
  public Call {
    args = List.copyOf(args);
  }

  /** A call of a unary or binary operator or function. */
  public Call(ScalarFunction function, Expr... args) {
    this(function, List.of(args));
  }

  @Override
  public SqlType type() {
    return function.returnType();
  }

  @Override
  public @Nullable Object eval(@Nullable Object[] row, EvalContext ctx) {
    List<Expr> operands = args;
    ScalarBody body = function.body();
    // No array for the usual arities: an operator costs no more than the boxes of its values.
    return switch (operands.size()) {
      case 1 -> body.apply1(ctx, operands.get(0).eval(row, ctx));
      case 2 -> body.apply2(ctx, operands.get(0).eval(row, ctx), operands.get(1).eval(row, ctx));
      default -> body.apply(ctx, values(row, ctx));
    };
  }

  private @Nullable Object[] values(@Nullable Object[] row, EvalContext ctx) {
    @Nullable Object[] values = new Object[args.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = args.get(i).eval(row, ctx);
    }
    return values;
  }

  @Override
  public List<Expr> children() {
    return args;
  }

  @Override
  public Expr withChildren(List<Expr> children) {
    return new Call(function, children);
  }

  @Override
  public Volatility ownVolatility() {
    return function.volatility();
  }
}

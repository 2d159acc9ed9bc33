package io.holdfast.sql.expr;

import io.holdfast.sql.type.SqlType;
import io.holdfast.sql.type.Typmod;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A value turned into another type and fitted to that type's modifier.
 *
 * @param conversion null when both types look alike in memory (only the label changes)
 * @param explicit written by the user: a text too long is cut instead of refused
 */
public record Cast(Expr arg, SqlType type, @Nullable Conversion conversion, boolean explicit)
    implements Expr {
  @Override
  public @Nullable Object eval(@Nullable Object[] row, EvalContext ctx) {
    return apply(arg.eval(row, ctx), ctx);
  }

  /** Casts one value. */
  public @Nullable Object apply(@Nullable Object value, EvalContext ctx) {
    if (value == null) {
      return null;
    }
    Object converted =
        conversion == null
            ? value
            : conversion.body().convert(value, arg.type(), type, explicit, ctx);
    return type.typmod() < 0 ? converted : Typmod.apply(converted, type, explicit);
  }

  @Override
  public List<Expr> children() {
    return List.of(arg);
  }

  @Override
  public Expr withChildren(List<Expr> children) {
    return new Cast(children.get(0), type, conversion, explicit);
  }

  @Override
  public Volatility ownVolatility() {
    return conversion == null ? Volatility.IMMUTABLE : conversion.volatility();
  }
}

package io.holdfast.sql.function;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.expr.Cast;
import io.holdfast.sql.expr.Const;
import io.holdfast.sql.expr.EvalContext;
import io.holdfast.sql.expr.Expr;
import io.holdfast.sql.expr.Param;
import io.holdfast.sql.type.BaseType;
import io.holdfast.sql.type.SqlType;
import io.holdfast.sql.type.Typmod;
import io.holdfast.sql.type.ValueText;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns expressions into others of the type their place wants, literals at once. */
public final class Coercion {
  /** What the analyser knows of parameters whose type was left open. */
  @FunctionalInterface
  public interface ParamTypes {
    /**
     * A parameter without a type stands where this type is wanted.
     *
     * @return the type the parameter has from now on: the one wanted, or the one an earlier place
     *     has decided
     */
    SqlType decide(int index, SqlType wanted);
  }

  private final EvalContext ctx;
  private final ParamTypes params;

  /**
   * A coercion.
   *
   * @param ctx for literals whose meaning depends on settings
   */
  public Coercion(EvalContext ctx, ParamTypes params) {
    this.ctx = ctx;
    this.params = params;
  }

  /**
   * The expression as one of the type, its modifier included.
   *
   * @throws SqlException 42846 when there is no such cast; 22P02 and others for literals
   */
  public Expr coerce(Expr expr, SqlType target, CastContext context) {
    SqlType source = expr.type();
    if (source.equals(target) || target.is(BaseType.ANY)) {
      return expr;
    }
    if (source.is(BaseType.UNKNOWN)) {
      if (expr instanceof Const literal) {
        return literal(literal, target, context);
      }
      if (expr instanceof Param param) {
        SqlType decided = params.decide(param.index(), target.plain());
        return coerce(new Param(param.index(), decided), target, context);
      }
    }
    Casts.Path path = Casts.find(source.base(), target.base(), context);
    if (path == null) {
      throw new SqlException(
          SqlState.CANNOT_COERCE,
          "cannot cast type " + source.base().displayName() + " to " + target.base().displayName());
    }
    if (source.base() == target.base() && target.typmod() < 0) {
      // Nothing to do, and the known modifier stays known.
      return expr;
    }
    return new Cast(expr, target, path.conversion(), context == CastContext.EXPLICIT);
  }

  /** All arguments as the chosen function wants them. */
  public List<Expr> coerceAll(List<Expr> args, List<SqlType> targets) {
    List<Expr> coerced = new ArrayList<>(args.size());
    for (int i = 0; i < args.size(); i++) {
      coerced.add(coerce(args.get(i), targets.get(i), CastContext.IMPLICIT));
    }
    return coerced;
  }

  private Const literal(Const literal, SqlType target, CastContext context) {
    Object text = literal.value();
    return new Const(
        text == null ? null : parse((String) text, target, context == CastContext.EXPLICIT),
        target);
  }

  private Object parse(String text, SqlType target, boolean explicit) {
    Object value = ValueText.parse(inputType(target), text, ctx.types());
    return Typmod.apply(value, target, explicit);
  }

  /** Only interval reads its fields by the modifier; lengths are applied afterwards. */
  private static SqlType inputType(SqlType target) {
    return target.is(BaseType.INTERVAL) ? target : target.plain();
  }

  /** A value of a parameter given as text. */
  public @Nullable Object parseParam(@Nullable String text, SqlType type) {
    return text == null ? null : parse(text, type, true);
  }
}

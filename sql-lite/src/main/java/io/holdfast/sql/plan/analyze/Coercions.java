package io.holdfast.sql.plan.analyze;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.expr.Cast;
import io.holdfast.sql.expr.Const;
import io.holdfast.sql.expr.Expr;
import io.holdfast.sql.expr.Param;
import io.holdfast.sql.function.CastContext;
import io.holdfast.sql.function.Casts;
import io.holdfast.sql.function.Coercion;
import io.holdfast.sql.function.CommonType;
import io.holdfast.sql.type.BaseType;
import io.holdfast.sql.type.SqlType;
import io.holdfast.sql.type.TypeNames;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Expressions made to fit their place; errors say where the expression was written. */
final class Coercions {
  private final Analysis analysis;
  private final Coercion coercion;

  Coercions(Analysis analysis) {
    this.analysis = analysis;
    coercion = new Coercion(analysis.context().constants(), analysis.parameters());
  }

  /** An operand or argument. */
  Expr implicit(Expr expr, SqlType target) {
    return coerce(expr, target, CastContext.IMPLICIT, analysis.place(expr));
  }

  /** All arguments as the chosen function wants them. */
  List<Expr> arguments(List<Expr> args, List<SqlType> targets) {
    List<Expr> coerced = new ArrayList<>(args.size());
    for (int i = 0; i < args.size(); i++) {
      coerced.add(implicit(args.get(i), targets.get(i)));
    }
    return coerced;
  }

  /**
   * The expression as one of the type.
   *
   * @param castPos where an impossible cast is reported; a wrong literal is reported at itself
   */
  Expr coerce(Expr expr, SqlType target, CastContext context, int castPos) {
    int place = analysis.place(expr);
    boolean literal = expr.type().is(BaseType.UNKNOWN);
    Expr read = retyped(expr, target);
    try {
      Expr plain = coercion.coerce(read, literal ? inputType(target) : target, context);
      Expr fitted = literal ? fit(coercion.coerce(plain, target, context)) : plain;
      return fitted == expr ? expr : analysis.at(fitted, place);
    } catch (SqlException failure) {
      throw failure.at(literal ? place : castPos);
    }
  }

  /** Only interval reads its fields by the modifier. */
  private static SqlType inputType(SqlType target) {
    return target.is(BaseType.INTERVAL) ? target : target.plain();
  }

  /** A literal cut to its length at once; one that does not fit fails when it is used. */
  private Expr fit(Expr expr) {
    if (expr instanceof Cast cast && cast.arg() instanceof Const literal) {
      try {
        return new Const(cast.apply(literal.value(), analysis.context().constants()), cast.type());
      } catch (SqlException later) {
        return expr;
      }
    }
    return expr;
  }

  private Expr retyped(Expr expr, SqlType target) {
    if (!(expr instanceof Param param) || !analysis.parameters().isLiteral(param)) {
      return expr;
    }
    boolean reads =
        switch (param.type().base()) {
          case INT4 ->
              target.is(BaseType.INT8) || target.is(BaseType.NUMERIC) || target.is(BaseType.FLOAT8);
          case INT8 -> target.is(BaseType.NUMERIC) || target.is(BaseType.FLOAT8);
          case NUMERIC -> target.is(BaseType.FLOAT8);
          default -> false;
        };
    return reads ? analysis.parameters().retype(param, target.plain()) : expr;
  }

  /** True iff the expression may stand where the type is wanted. */
  boolean canCoerce(Expr expr, SqlType target, CastContext context) {
    return Casts.canCoerce(expr.type().base(), target.base(), context);
  }

  /** Refuses what comes from a set-returning function. */
  void requireOne(Expr condition, String construct) {
    if (Scope.returnsSet(condition)) {
      throw new SqlException(
          SqlState.DATATYPE_MISMATCH,
          "argument of " + construct + " must not return a set",
          analysis.place(condition));
    }
  }

  /** A condition. */
  Expr condition(Expr expr, String construct) {
    return typed(expr, SqlType.BOOL, construct);
  }

  /** A value whose type the construct prescribes. */
  Expr typed(Expr expr, SqlType type, String construct) {
    if (expr.type().base() != type.base() && !canCoerce(expr, type, CastContext.ASSIGNMENT)) {
      throw new SqlException(
          SqlState.DATATYPE_MISMATCH,
          "argument of "
              + construct
              + " must be type "
              + type.base().displayName()
              + ", not type "
              + name(expr.type()),
          analysis.place(expr));
    }
    return coerce(expr, type, CastContext.ASSIGNMENT, analysis.place(expr));
  }

  /** A value for a column. */
  Expr assign(Expr expr, String column, SqlType type) {
    if (expr.type().base() != type.base() && !canCoerce(expr, type, CastContext.ASSIGNMENT)) {
      throw new SqlException(
              SqlState.DATATYPE_MISMATCH,
              "column \""
                  + column
                  + "\" is of type "
                  + name(type)
                  + " but expression is of type "
                  + name(expr.type()),
              analysis.place(expr))
          .withHint("You will need to rewrite or cast the expression.");
    }
    return coerce(expr, type, CastContext.ASSIGNMENT, analysis.place(expr));
  }

  /** A literal or parameter nobody has given a type is text. */
  Expr known(Expr expr) {
    return expr.type().is(BaseType.UNKNOWN) ? implicit(expr, SqlType.TEXT) : expr;
  }

  /** The type all can become. */
  SqlType common(List<Expr> exprs, String construct) {
    List<SqlType> types = exprs.stream().map(Expr::type).toList();
    try {
      return CommonType.of(types, construct);
    } catch (SqlException failure) {
      throw failure.at(analysis.place(exprs.get(culprit(types, construct))));
    }
  }

  /** The type all can become; null when there is none. */
  @Nullable SqlType commonOrNull(List<Expr> exprs) {
    try {
      return CommonType.of(exprs.stream().map(Expr::type).toList(), "IN");
    } catch (SqlException none) {
      return null;
    }
  }

  private static int culprit(List<SqlType> types, String construct) {
    for (int i = 2; i < types.size(); i++) {
      try {
        CommonType.of(types.subList(0, i), construct);
      } catch (SqlException failure) {
        return i - 1;
      }
    }
    return types.size() - 1;
  }

  /** All as the type they have in common. */
  List<Expr> unify(List<Expr> exprs, String construct) {
    SqlType type = common(exprs, construct);
    List<Expr> unified = new ArrayList<>(exprs.size());
    for (Expr expr : exprs) {
      unified.add(implicit(expr, type));
    }
    return unified;
  }

  private static String name(SqlType type) {
    return TypeNames.format(type.plain());
  }
}

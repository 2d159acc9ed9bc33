package io.holdfast.sql.plan.analyze;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.expr.Const;
import io.holdfast.sql.expr.Expr;
import io.holdfast.sql.expr.Slice;
import io.holdfast.sql.expr.Subscript;
import io.holdfast.sql.function.CastContext;
import io.holdfast.sql.parse.ast.Expression;
import io.holdfast.sql.type.BaseType;
import io.holdfast.sql.type.SqlType;
import io.holdfast.sql.type.TypeNames;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Elements and slices of arrays. */
final class SubscriptAnalyzer {
  private final Analysis analysis;

  SubscriptAnalyzer(Analysis analysis) {
    this.analysis = analysis;
  }

  /** {@code base[..][..]}; a single colon makes all of it a slice. */
  Expr analyze(Expression expression, Scope scope) {
    List<Expression> indexes = new ArrayList<>();
    boolean slice = false;
    Expression base = expression;
    while (true) {
      if (base instanceof Expression.Subscript level) {
        indexes.add(0, level);
        base = level.base();
      } else if (base instanceof Expression.Slice level) {
        slice = true;
        indexes.add(0, level);
        base = level.base();
      } else {
        break;
      }
    }
    Expr array = analysis.expressions().analyze(base, scope);
    if (array.type().base() == BaseType.NAME
        && indexes.size() == 1
        && indexes.get(0) instanceof Expression.Subscript level) {
      return letterOfName(array, level.index(), scope);
    }
    BaseType element = array.type().base().element();
    if (element == null) {
      throw new SqlException(
          SqlState.DATATYPE_MISMATCH,
          "cannot subscript type "
              + TypeNames.format(array.type().plain())
              + " because it does not support subscripting",
          analysis.place(array));
    }
    List<Expr> places = new ArrayList<>();
    for (Expression index : indexes) {
      if (index instanceof Expression.Slice bounds) {
        places.add(bound(bounds.low(), Slice.FROM_START, scope));
        places.add(bound(bounds.high(), Slice.TO_END, scope));
      } else if (index instanceof Expression.Subscript single) {
        if (slice) {
          places.add(new Const(1L, SqlType.INT4));
        }
        places.add(place(single.index(), scope));
      }
    }
    SqlType type = array.type();
    return analysis.covering(
        slice
            ? new Slice(array, places, type)
            : new Subscript(array, places, new SqlType(element, type.typmod())),
        0);
  }

  private Expr bound(@Nullable Expression bound, Expr omitted, Scope scope) {
    return bound == null ? omitted : place(bound, scope);
  }

  private Expr place(Expression index, Scope scope) {
    Expr value = analysis.expressions().analyze(index, scope);
    int pos = analysis.place(value);
    if (!analysis.coercions().canCoerce(value, SqlType.INT4, CastContext.ASSIGNMENT)) {
      throw new SqlException(
          SqlState.DATATYPE_MISMATCH, "array subscript must have type integer", pos);
    }
    return analysis.coercions().coerce(value, SqlType.INT4, CastContext.ASSIGNMENT, pos);
  }

  /** A name is an array of letters that begins at 0. */
  private Expr letterOfName(Expr name, Expression index, Scope scope) {
    Expr value = analysis.expressions().analyze(index, scope);
    int pos = analysis.place(value);
    if (!(value instanceof Const at) || !(at.value() instanceof Long place)) {
      throw new SqlException(
          SqlState.FEATURE_NOT_SUPPORTED,
          "a letter of a name can only be asked for by a constant number",
          pos);
    }
    Expr text =
        analysis.coercions().coerce(name, SqlType.TEXT, CastContext.IMPLICIT, analysis.place(name));
    Expr letter =
        analysis
            .expressions()
            .calls()
            .builtin(
                "substr",
                List.of(text, new Const(place + 1, SqlType.INT4), new Const(1L, SqlType.INT4)),
                pos);
    return analysis
        .coercions()
        .coerce(letter, SqlType.of(BaseType.QCHAR), CastContext.EXPLICIT, pos);
  }
}

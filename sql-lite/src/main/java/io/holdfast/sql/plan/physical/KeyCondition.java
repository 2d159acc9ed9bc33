package io.holdfast.sql.plan.physical;

import io.holdfast.sql.expr.AnyAll;
import io.holdfast.sql.expr.Call;
import io.holdfast.sql.expr.Cast;
import io.holdfast.sql.expr.Column;
import io.holdfast.sql.expr.Expr;
import io.holdfast.sql.expr.ExprTrees;
import io.holdfast.sql.expr.InList;
import io.holdfast.sql.expr.Or;
import io.holdfast.sql.type.BaseType;
import io.holdfast.sql.type.SqlType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a list of conditions says about one column of a key.
 *
 * @param equality the value it has; null if unknown
 * @param values the set of values it has; null if unknown
 * @param low least value; null if unknown
 * @param high greatest value; null if unknown
 */
record KeyCondition(
    @Nullable Equality equality, @Nullable Values values, @Nullable End low, @Nullable End high) {
  private static final KeyCondition NONE = new KeyCondition(null, null, null, null);

  /** The column has this value; {@code source} says so. */
  record Equality(Expr source, Expr value) {}

  /** The column has one of these values; {@code source} says so. */
  record Values(Expr source, KeyPart part) {}

  /** The column lies on one side of a value; {@code source} says so. */
  record End(Expr source, Bound bound) {}

  /** What the conditions say about a column; {@code column} may be -1: nothing. */
  static KeyCondition find(int column, SqlType keyType, List<Expr> conditions) {
    if (column < 0) {
      return NONE;
    }
    Equality equality = null;
    Values values = null;
    End low = null;
    End high = null;
    for (Expr condition : conditions) {
      if (condition instanceof Call call && call.args().size() == 2) {
        Comparison comparison = Comparison.of(call, column, keyType);
        if (comparison == null) {
          continue;
        }
        switch (comparison.operator) {
          case "=" -> equality = equality == null ? comparison.equality(call) : equality;
          case "<" -> high = high == null ? comparison.end(call, false) : high;
          case "<=" -> high = high == null ? comparison.end(call, true) : high;
          case ">" -> low = low == null ? comparison.end(call, false) : low;
          case ">=" -> low = low == null ? comparison.end(call, true) : low;
          default -> {}
        }
      } else if (values == null) {
        KeyPart part = set(condition, column, keyType);
        values = part == null ? null : new Values(condition, part);
      }
    }
    return new KeyCondition(equality, values, low, high);
  }

  /** A comparison, the column on the left. */
  private record Comparison(String operator, Expr value) {
    static @Nullable Comparison of(Call call, int column, SqlType keyType) {
      if (!call.function().operator()) {
        return null;
      }
      Expr left = call.args().get(0);
      Expr right = call.args().get(1);
      if (isColumn(left, column) && isKeyValue(right, keyType)) {
        return new Comparison(call.function().name(), right);
      }
      if (isColumn(right, column) && isKeyValue(left, keyType)) {
        return new Comparison(mirrored(call.function().name()), left);
      }
      return null;
    }

    Equality equality(Expr source) {
      return new Equality(source, value);
    }

    End end(Expr source, boolean inclusive) {
      return new End(source, new Bound(value, inclusive));
    }
  }

  private static String mirrored(String operator) {
    return switch (operator) {
      case "<" -> ">";
      case "<=" -> ">=";
      case ">" -> "<";
      case ">=" -> "<=";
      default -> operator;
    };
  }

  /** The column itself, perhaps under another name for the same kind of text. */
  private static boolean isColumn(Expr expr, int column) {
    if (expr instanceof Cast cast && cast.conversion() == null && cast.type().typmod() < 0) {
      return KeyTypes.keyAlike(cast.type(), cast.arg().type()) && isColumn(cast.arg(), column);
    }
    return expr instanceof Column one && one.index() == column;
  }

  /** Known before the first row is read, and of a form that keys of the type have. */
  private static boolean isKeyValue(Expr expr, SqlType keyType) {
    return KeyTypes.keyAlike(expr.type(), keyType) && isKnown(expr);
  }

  private static boolean isKnown(Expr expr) {
    return !Conditions.isVolatile(expr) && !ExprTrees.any(expr, Column.class::isInstance);
  }

  private static @Nullable KeyPart set(Expr condition, int column, SqlType keyType) {
    if (condition instanceof InList in && !in.negated() && isColumn(in.left(), column)) {
      return allKeyValues(in.items(), keyType) ? new KeyPart(in.items(), null) : null;
    }
    if (condition instanceof AnyAll any
        && any.any()
        && any.operator().isBinary("=")
        && isColumn(any.left(), column)) {
      BaseType element = any.array().type().base().element();
      boolean fits =
          element != null
              && KeyTypes.keyAlike(SqlType.of(element), keyType)
              && isKnown(any.array());
      return fits ? new KeyPart(List.of(), any.array()) : null;
    }
    return condition instanceof Or or ? alternatives(or, column, keyType) : null;
  }

  /** {@code a = 1 OR a = 2}. */
  private static @Nullable KeyPart alternatives(Or or, int column, SqlType keyType) {
    List<Expr> items = new ArrayList<>();
    for (Expr part : or.conditions()) {
      Comparison comparison =
          part instanceof Call call && call.args().size() == 2
              ? Comparison.of(call, column, keyType)
              : null;
      if (comparison == null || !comparison.operator.equals("=")) {
        return null;
      }
      items.add(comparison.value);
    }
    return new KeyPart(items, null);
  }

  private static boolean allKeyValues(List<Expr> items, SqlType keyType) {
    for (Expr item : items) {
      if (!isKeyValue(item, keyType)) {
        return false;
      }
    }
    return true;
  }
}

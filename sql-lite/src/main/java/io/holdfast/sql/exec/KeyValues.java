package io.holdfast.sql.exec;

import io.holdfast.sql.expr.EvalContext;
import io.holdfast.sql.expr.Expr;
import io.holdfast.sql.plan.physical.KeyPart;
import io.holdfast.sql.type.SqlArray;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Values of keys, computed when a reader of a table is opened. */
final class KeyValues {
  private static final @Nullable Object[] NO_COLUMNS = {};

  private KeyValues() {}

  /** The values over no columns; null when one of them is null: no key is equal to it. */
  static @Nullable Object @Nullable [] of(List<Expr> exprs, EvalContext eval) {
    return of(exprs, NO_COLUMNS, eval);
  }

  /** The values over a row; null when one of them is null: no key is equal to it. */
  static @Nullable Object @Nullable [] of(
      List<Expr> exprs, @Nullable Object[] row, EvalContext eval) {
    @Nullable Object[] values = new Object[exprs.size()];
    for (int i = 0; i < values.length; i++) {
      Object value = exprs.get(i).eval(row, eval);
      if (value == null) {
        return null;
      }
      values[i] = value;
    }
    return values;
  }

  /** The value of one expression over no columns. */
  static @Nullable Object of(Expr expr, EvalContext eval) {
    return expr.eval(NO_COLUMNS, eval);
  }

  /** The values of a part that are not null. */
  static List<Object> of(KeyPart part, EvalContext eval) {
    List<Object> values = new ArrayList<>();
    Expr array = part.array();
    if (array != null && array.eval(NO_COLUMNS, eval) instanceof SqlArray elements) {
      for (int i = 0; i < elements.size(); i++) {
        Object element = elements.get(i);
        if (element != null) {
          values.add(element);
        }
      }
    }
    for (Expr item : part.items()) {
      Object value = item.eval(NO_COLUMNS, eval);
      if (value != null) {
        values.add(value);
      }
    }
    return values;
  }
}

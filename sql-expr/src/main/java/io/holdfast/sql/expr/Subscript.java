package io.holdfast.sql.expr;

import io.holdfast.sql.type.SqlArray;
import io.holdfast.sql.type.SqlType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code array[i]...}: one element, null outside of the bounds.
 *
 * @param subscripts int4 values, as many as dimensions are looked into
 * @param type type of the element
 */
public record Subscript(Expr array, List<Expr> subscripts, SqlType type) implements Expr {
  /** The subscripts are copied. */
  public Subscript {
    subscripts = List.copyOf(subscripts);
  }

  @Override
  public @Nullable Object eval(@Nullable Object[] row, EvalContext ctx) {
    Object value = array.eval(row, ctx);
    if (value == null) {
      return null;
    }
    int[] places = new int[subscripts.size()];
    for (int i = 0; i < places.length; i++) {
      Object place = subscripts.get(i).eval(row, ctx);
      if (place == null) {
        return null;
      }
      places[i] = ((Long) place).intValue();
    }
    return ((SqlArray) value).at(places);
  }

  @Override
  public List<Expr> children() {
    List<Expr> all = new ArrayList<>(subscripts.size() + 1);
    all.add(array);
    all.addAll(subscripts);
    return all;
  }

  @Override
  public Expr withChildren(List<Expr> children) {
    return new Subscript(children.get(0), children.subList(1, children.size()), type);
  }
}

package io.holdfast.sql.expr;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.type.BaseType;
import io.holdfast.sql.type.SqlArray;
import io.holdfast.sql.type.SqlType;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * ARRAY[...]. Elements that are arrays themselves make one array with a dimension more.
 *
 * @param elements of one type: the array's element type, or the array type itself
 * @param type the array type
 */
public record ArrayCtor(List<Expr> elements, SqlType type) implements Expr {
  /** The elements are copied. */
  public ArrayCtor {
    elements = List.copyOf(elements);
  }

  @Override
  public @Nullable Object eval(@Nullable Object[] row, EvalContext ctx) {
    BaseType elementType = Objects.requireNonNull(type.base().element());
    @Nullable Object[] values = new Object[elements.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = elements.get(i).eval(row, ctx);
    }
    boolean nested = !elements.isEmpty() && elements.get(0).type().base().isArray();
    return nested ? stack(elementType, values) : SqlArray.of(elementType, values);
  }

  private static SqlArray stack(BaseType elementType, @Nullable Object[] arrays) {
    SqlArray first = arrays[0] instanceof SqlArray one ? one : SqlArray.of(elementType);
    int dimensions = first.dimensions();
    int[] lengths = new int[dimensions + 1];
    int[] lowerBounds = new int[dimensions + 1];
    lengths[0] = arrays.length;
    lowerBounds[0] = 1;
    for (int d = 0; d < dimensions; d++) {
      lengths[d + 1] = first.length(d);
      lowerBounds[d + 1] = first.lowerBound(d);
    }
    List<@Nullable Object> all = new ArrayList<>();
    for (Object array : arrays) {
      if (!(array instanceof SqlArray one) || !sameLengths(one, first)) {
        if (array == null && dimensions == 0) {
          continue;
        }
        throw new SqlException(
            SqlState.ARRAY_SUBSCRIPT_ERROR,
            "multidimensional arrays must have array expressions with matching dimensions");
      }
      all.addAll(one.elements());
    }
    return dimensions == 0
        ? SqlArray.of(elementType)
        : SqlArray.ofShape(elementType, lengths, lowerBounds, all.toArray());
  }

  private static boolean sameLengths(SqlArray a, SqlArray b) {
    if (a.dimensions() != b.dimensions()) {
      return false;
    }
    for (int d = 0; d < a.dimensions(); d++) {
      if (a.length(d) != b.length(d)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public List<Expr> children() {
    return elements;
  }

  @Override
  public Expr withChildren(List<Expr> children) {
    return new ArrayCtor(children, type);
  }
}

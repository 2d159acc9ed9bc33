package io.holdfast.sql.function;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.type.BaseType;
import io.holdfast.sql.type.SqlArray;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Putting arrays together. */
final class ArrayShapes {
  /** Most elements of one array: what memory of one statement can bear. */
  static final int ELEMENTS_MAX = 10_000_000;

  private ArrayShapes() {}

  static boolean sameLengths(SqlArray a, SqlArray b) {
    return a.dimensions() == b.dimensions() && sameInner(a, 0, b, 0, a.dimensions());
  }

  private static boolean sameInner(SqlArray a, int fromA, SqlArray b, int fromB, int count) {
    for (int i = 0; i < count; i++) {
      if (a.length(fromA + i) != b.length(fromB + i)) {
        return false;
      }
    }
    return true;
  }

  /** Arrays of the same lengths as one array with a dimension more; at least one. */
  static SqlArray stack(BaseType element, List<SqlArray> arrays) {
    SqlArray first = arrays.get(0);
    int dimensions = first.dimensions();
    int[] lengths = new int[dimensions + 1];
    int[] lowerBounds = new int[dimensions + 1];
    lengths[0] = arrays.size();
    lowerBounds[0] = 1;
    for (int d = 0; d < dimensions; d++) {
      lengths[d + 1] = first.length(d);
      lowerBounds[d + 1] = first.lowerBound(d);
    }
    List<@Nullable Object> all = new ArrayList<>();
    for (SqlArray array : arrays) {
      all.addAll(array.elements());
    }
    return SqlArray.ofShape(element, lengths, lowerBounds, all.toArray());
  }

  /** The array with one element more, before or behind. */
  static SqlArray extend(SqlArray array, @Nullable Object value, boolean behind) {
    if (array.dimensions() > 1) {
      throw new SqlException(
          SqlState.DATA_EXCEPTION, "argument must be empty or one-dimensional array");
    }
    if (array.isEmpty()) {
      return SqlArray.of(array.elementType(), value);
    }
    List<@Nullable Object> all = new ArrayList<>(array.size() + 1);
    all.addAll(array.elements());
    all.add(behind ? all.size() : 0, value);
    int lower = array.lowerBound(0);
    return SqlArray.ofShape(
        array.elementType(), new int[] {all.size()}, new int[] {lower}, all.toArray());
  }

  /** Both one behind the other; one of them may be an element of the other's first dimension. */
  static SqlArray concat(SqlArray a, SqlArray b) {
    if (a.isEmpty()) {
      return b;
    }
    if (b.isEmpty()) {
      return a;
    }
    SqlArray outer = a.dimensions() >= b.dimensions() ? a : b;
    int dimensions = outer.dimensions();
    int innerA = a.dimensions() == dimensions ? 1 : 0;
    int innerB = b.dimensions() == dimensions ? 1 : 0;
    boolean fits =
        Math.abs(a.dimensions() - b.dimensions()) <= 1
            && sameInner(a, innerA, b, innerB, dimensions - 1);
    if (!fits) {
      throw new SqlException(
          SqlState.ARRAY_SUBSCRIPT_ERROR, "cannot concatenate incompatible arrays");
    }
    int[] lengths = new int[dimensions];
    int[] lowerBounds = new int[dimensions];
    for (int d = 0; d < dimensions; d++) {
      lengths[d] = outer.length(d);
      lowerBounds[d] = outer.lowerBound(d);
    }
    lengths[0] = (innerA == 1 ? a.length(0) : 1) + (innerB == 1 ? b.length(0) : 1);
    List<@Nullable Object> all = new ArrayList<>(a.size() + b.size());
    all.addAll(a.elements());
    all.addAll(b.elements());
    return SqlArray.ofShape(a.elementType(), lengths, lowerBounds, all.toArray());
  }
}

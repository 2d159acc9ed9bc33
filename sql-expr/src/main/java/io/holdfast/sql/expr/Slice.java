package io.holdfast.sql.expr;

import io.holdfast.sql.type.SqlArray;
import io.holdfast.sql.type.SqlType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code array[low:high]...}: a part of an array, which begins at subscript 1 again.
 *
 * @param bounds low and high of each dimension that is cut; {@link #FROM_START} and {@link #TO_END}
 *     where none was written
 * @param type type of the array
 */
public record Slice(Expr array, List<Expr> bounds, SqlType type) implements Expr {
  /** No lower bound. */
  public static final Const FROM_START = new Const(Long.MIN_VALUE, SqlType.INT8);

  /** No upper bound. */
  public static final Const TO_END = new Const(Long.MAX_VALUE, SqlType.INT8);

  /** The bounds are copied. */
  public Slice {
    bounds = List.copyOf(bounds);
  }

  @Override
  public @Nullable Object eval(@Nullable Object[] row, EvalContext ctx) {
    Object value = array.eval(row, ctx);
    if (value == null) {
      return null;
    }
    long[] places = new long[bounds.size()];
    for (int i = 0; i < places.length; i++) {
      Object place = bounds.get(i).eval(row, ctx);
      if (place == null) {
        return null;
      }
      places[i] = (Long) place;
    }
    return cut((SqlArray) value, places);
  }

  private static SqlArray cut(SqlArray whole, long[] places) {
    int dimensions = whole.dimensions();
    if (dimensions == 0 || places.length / 2 > dimensions) {
      return SqlArray.of(whole.elementType());
    }
    int[] from = new int[dimensions];
    int[] lengths = new int[dimensions];
    int[] lowerBounds = new int[dimensions];
    for (int d = 0; d < dimensions; d++) {
      boolean cut = 2 * d < places.length;
      long low = Math.max(whole.lowerBound(d), cut ? places[2 * d] : Long.MIN_VALUE);
      long high = Math.min(whole.upperBound(d), cut ? places[2 * d + 1] : Long.MAX_VALUE);
      if (low > high) {
        return SqlArray.of(whole.elementType());
      }
      from[d] = (int) (low - whole.lowerBound(d));
      lengths[d] = (int) (high - low + 1);
      lowerBounds[d] = 1;
    }
    List<@Nullable Object> kept = new ArrayList<>();
    collect(whole, from, lengths, 0, 0, kept);
    return SqlArray.ofShape(whole.elementType(), lengths, lowerBounds, kept.toArray());
  }

  /** Takes what is kept of one dimension, below element {@code base} of the levels above it. */
  private static void collect(
      SqlArray whole,
      int[] from,
      int[] lengths,
      int dimension,
      int base,
      List<@Nullable Object> kept) {
    for (int i = from[dimension]; i < from[dimension] + lengths[dimension]; i++) {
      int at = base * whole.length(dimension) + i;
      if (dimension + 1 == lengths.length) {
        kept.add(whole.get(at));
      } else {
        collect(whole, from, lengths, dimension + 1, at, kept);
      }
    }
  }

  @Override
  public List<Expr> children() {
    List<Expr> all = new ArrayList<>(bounds.size() + 1);
    all.add(array);
    all.addAll(bounds);
    return all;
  }

  @Override
  public Expr withChildren(List<Expr> children) {
    return new Slice(children.get(0), children.subList(1, children.size()), type);
  }
}

package io.holdfast.sql.type;

import io.holdfast.runtime.base.Invariant;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An array value: elements in row-major order with the length and the lower bound of each
 * dimension. An empty array has no dimension. Immutable.
 */
public final class SqlArray {
  private final BaseType elementType;
  private final int[] lengths;
  private final int[] lowerBounds;
  private final @Nullable Object[] elements;

  private SqlArray(
      BaseType elementType, int[] lengths, int[] lowerBounds, @Nullable Object[] elements) {
    this.elementType = elementType;
    this.lengths = lengths;
    this.lowerBounds = lowerBounds;
    this.elements = elements;
  }

  /** A one-dimensional array that begins at subscript 1; empty when there are no elements. */
  public static SqlArray of(BaseType elementType, List<? extends @Nullable Object> elements) {
    return ofLowerBound(elementType, 1, elements.toArray());
  }

  /** A one-dimensional array that begins at subscript 1; takes the array over. */
  public static SqlArray of(BaseType elementType, @Nullable Object... elements) {
    return ofLowerBound(elementType, 1, elements);
  }

  /** An {@code int2vector} or {@code oidvector}: begins at subscript 0. */
  public static SqlArray vector(BaseType elementType, List<Long> elements) {
    return ofLowerBound(elementType, 0, elements.toArray());
  }

  static SqlArray ofLowerBound(BaseType elementType, int lowerBound, @Nullable Object[] elements) {
    return elements.length == 0
        ? new SqlArray(elementType, new int[0], new int[0], elements)
        : new SqlArray(elementType, new int[] {elements.length}, new int[] {lowerBound}, elements);
  }

  /** An array of any shape; takes the arrays over. */
  public static SqlArray ofShape(
      BaseType elementType, int[] lengths, int[] lowerBounds, @Nullable Object[] elements) {
    long product = lengths.length == 0 ? 0 : 1;
    for (int length : lengths) {
      product *= length;
    }
    Invariant.check(
        lengths.length == lowerBounds.length && product == elements.length,
        "elements of an array do not fill its shape",
        "dimensions",
        lengths.length,
        "elements",
        elements.length);
    return new SqlArray(elementType, lengths, lowerBounds, elements);
  }

  /** Type of the elements. */
  public BaseType elementType() {
    return elementType;
  }

  /** Number of dimensions; 0 for an empty array. */
  public int dimensions() {
    return lengths.length;
  }

  /** Length of dimension {@code dimension} (from 0). */
  public int length(int dimension) {
    return lengths[dimension];
  }

  /** Smallest subscript of dimension {@code dimension} (from 0). */
  public int lowerBound(int dimension) {
    return lowerBounds[dimension];
  }

  /** Greatest subscript of dimension {@code dimension} (from 0). */
  public int upperBound(int dimension) {
    return lowerBounds[dimension] + lengths[dimension] - 1;
  }

  /** Number of elements over all dimensions. */
  public int size() {
    return elements.length;
  }

  /** True iff there is no element. */
  public boolean isEmpty() {
    return elements.length == 0;
  }

  /** Element number {@code index} from 0, over all dimensions. */
  public @Nullable Object get(int index) {
    return elements[index];
  }

  /** What {@code array[subscript]} gives: null outside of the bounds or for other shapes. */
  public @Nullable Object at(long subscript) {
    if (lengths.length != 1 || subscript < lowerBounds[0] || subscript > upperBound(0)) {
      return null;
    }
    return elements[(int) (subscript - lowerBounds[0])];
  }

  /** What {@code array[i][j]...} gives: null outside of the bounds or for other shapes. */
  public @Nullable Object at(int[] subscripts) {
    if (subscripts.length != lengths.length || lengths.length == 0) {
      return null;
    }
    int index = 0;
    for (int d = 0; d < lengths.length; d++) {
      if (subscripts[d] < lowerBounds[d] || subscripts[d] > upperBound(d)) {
        return null;
      }
      index = index * lengths[d] + subscripts[d] - lowerBounds[d];
    }
    return elements[index];
  }

  /** The elements in row-major order; unmodifiable. */
  public List<@Nullable Object> elements() {
    return new AbstractList<>() {
      @Override
      public @Nullable Object get(int index) {
        return elements[index];
      }

      @Override
      public int size() {
        return elements.length;
      }
    };
  }

  /** The same elements seen as of another type, where the values are of the same class. */
  public SqlArray withElementType(BaseType other) {
    return new SqlArray(other, lengths, lowerBounds, elements);
  }

  /** Same shape, other elements; takes the array over. */
  public SqlArray withElements(BaseType type, @Nullable Object[] replaced) {
    return ofShape(type, lengths, lowerBounds, replaced);
  }

  boolean sameShape(SqlArray other) {
    return Arrays.equals(lengths, other.lengths) && Arrays.equals(lowerBounds, other.lowerBounds);
  }

  /** Same shape and equal elements, by the order of the element type. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SqlArray that
        && elementType == that.elementType
        && Values.compareArrays(this, that) == 0;
  }

  @Override
  public int hashCode() {
    return Values.hashArray(this);
  }

  /** The text form with the settings of a new session; for diagnostics. */
  @Override
  public String toString() {
    return ArrayText.format(this, TypeContext.UTC);
  }
}

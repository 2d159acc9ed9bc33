package io.holdfast.sql.function;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.expr.EvalContext;
import io.holdfast.sql.type.BaseType;
import io.holdfast.sql.type.SqlArray;
import io.holdfast.sql.type.SqlType;
import io.holdfast.sql.type.ValueText;
import io.holdfast.sql.type.Values;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Functions of arrays. Elements are compared as IS NOT DISTINCT FROM does. */
final class ArrayFunctions {
  private ArrayFunctions() {}

  static void register(Registry r) {
    shapes(r);
    building(r);
    searching(r);
    texts(r);
    sets(r);
  }

  private static void shapes(Registry r) {
    r.fn2("array_length(anyarray, int4) int4", (c, a, b) -> dimension(a, b, 0));
    r.fn2("array_lower(anyarray, int4) int4", (c, a, b) -> dimension(a, b, 1));
    r.fn2("array_upper(anyarray, int4) int4", (c, a, b) -> dimension(a, b, 2));
    r.fn1("array_ndims(anyarray) int4", (c, a) -> dimensions((SqlArray) a));
    r.fn1("array_dims(anyarray) text", (c, a) -> dims((SqlArray) a));
    r.fn1("cardinality(anyarray) int4", (c, a) -> (long) ((SqlArray) a).size());
  }

  private static @Nullable Long dimension(Object value, Object which, int what) {
    SqlArray array = (SqlArray) value;
    long dimension = (Long) which - 1;
    if (dimension < 0 || dimension >= array.dimensions()) {
      return null;
    }
    int d = (int) dimension;
    return switch (what) {
      case 0 -> (long) array.length(d);
      case 1 -> (long) array.lowerBound(d);
      default -> (long) array.upperBound(d);
    };
  }

  private static @Nullable Long dimensions(SqlArray array) {
    return array.isEmpty() ? null : (Long) (long) array.dimensions();
  }

  private static @Nullable String dims(SqlArray array) {
    if (array.isEmpty()) {
      return null;
    }
    StringBuilder text = new StringBuilder();
    for (int d = 0; d < array.dimensions(); d++) {
      text.append('[').append(array.lowerBound(d)).append(':');
      text.append(array.upperBound(d)).append(']');
    }
    return text.toString();
  }

  private static void building(Registry r) {
    String append = "(anycompatiblearray, anycompatible) anycompatiblearray";
    String prepend = "(anycompatible, anycompatiblearray) anycompatiblearray";
    String concat = "(anycompatiblearray, anycompatiblearray) anycompatiblearray";
    r.function(
        "array_append" + append,
        false,
        types -> (c, args) -> ArrayShapes.extend(orEmpty(types.get(0), args[0]), args[1], true));
    r.function(
        "array_prepend" + prepend,
        false,
        types -> (c, args) -> ArrayShapes.extend(orEmpty(types.get(1), args[1]), args[0], false));
    r.function("array_cat" + concat, false, types -> (c, args) -> cat(args[0], args[1]));
    r.operator(
        "anycompatiblearray || anycompatible = anycompatiblearray",
        false,
        types -> (c, args) -> ArrayShapes.extend(orEmpty(types.get(0), args[0]), args[1], true));
    r.operator(
        "anycompatible || anycompatiblearray = anycompatiblearray",
        false,
        types -> (c, args) -> ArrayShapes.extend(orEmpty(types.get(1), args[1]), args[0], false));
    r.operator(
        "anycompatiblearray || anycompatiblearray = anycompatiblearray",
        false,
        types -> (c, args) -> cat(args[0], args[1]));
    r.function(
        "array_fill(anyelement, _int4) anyarray", false, types -> (c, args) -> fill(types, args));
    r.fn2("trim_array(anyarray, int4) anyarray", (c, a, b) -> trim((SqlArray) a, (Long) b));
  }

  private static SqlArray orEmpty(SqlType arrayType, @Nullable Object value) {
    return value == null
        ? SqlArray.of(Objects.requireNonNull(arrayType.base().element()))
        : (SqlArray) value;
  }

  private static @Nullable Object cat(@Nullable Object a, @Nullable Object b) {
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    return ArrayShapes.concat((SqlArray) a, (SqlArray) b);
  }

  private static SqlArray fill(List<SqlType> types, @Nullable Object[] args) {
    Object shape = args[1];
    if (shape == null) {
      throw new SqlException(
          SqlState.NULL_VALUE_NOT_ALLOWED, "dimension array or low bound array cannot be null");
    }
    SqlArray lengths = (SqlArray) shape;
    int[] dimensions = new int[lengths.size()];
    int[] lowerBounds = new int[lengths.size()];
    long count = dimensions.length == 0 ? 0 : 1;
    for (int d = 0; d < dimensions.length; d++) {
      Object length = lengths.get(d);
      if (length == null) {
        throw new SqlException(SqlState.NULL_VALUE_NOT_ALLOWED, "dimension values cannot be null");
      }
      dimensions[d] = ((Long) length).intValue();
      lowerBounds[d] = 1;
      count *= Math.max(0, dimensions[d]);
      if (count > ArrayShapes.ELEMENTS_MAX) {
        throw new SqlException(
            SqlState.PROGRAM_LIMIT_EXCEEDED,
            "array size exceeds the maximum allowed (" + ArrayShapes.ELEMENTS_MAX + ")");
      }
    }
    BaseType element = types.get(0).base();
    if (count == 0) {
      return SqlArray.of(element);
    }
    @Nullable Object[] elements = new Object[(int) count];
    Arrays.fill(elements, args[0]);
    return SqlArray.ofShape(element, dimensions, lowerBounds, elements);
  }

  private static SqlArray trim(SqlArray array, long count) {
    int length = array.isEmpty() ? 0 : array.length(0);
    if (count < 0 || count > length) {
      throw new SqlException(
          SqlState.ARRAY_SUBSCRIPT_ERROR,
          "number of elements to trim must be between 0 and " + length);
    }
    if (count == length) {
      return SqlArray.of(array.elementType());
    }
    int each = array.size() / length;
    int kept = length - (int) count;
    int[] lengths = new int[array.dimensions()];
    int[] lowerBounds = new int[array.dimensions()];
    for (int d = 0; d < lengths.length; d++) {
      lengths[d] = array.length(d);
      lowerBounds[d] = 1;
    }
    lengths[0] = kept;
    return SqlArray.ofShape(
        array.elementType(),
        lengths,
        lowerBounds,
        array.elements().subList(0, kept * each).toArray());
  }

  private static void searching(Registry r) {
    String params = "(anycompatiblearray, anycompatible";
    r.function(
        "array_position" + params + ") int4", false, types -> (c, args) -> position(args, null));
    r.function(
        "array_position" + params + ", int4) int4",
        false,
        types -> (c, args) -> position(args, args[2]));
    r.function(
        "array_positions" + params + ") _int4", false, types -> (c, args) -> positions(args));
    r.function(
        "array_remove" + params + ") anycompatiblearray",
        false,
        types -> (c, args) -> args[0] == null ? null : remove((SqlArray) args[0], args[1]));
    r.function(
        "array_replace" + params + ", anycompatible) anycompatiblearray",
        false,
        types -> (c, args) -> args[0] == null ? null : replace((SqlArray) args[0], args));
  }

  private static boolean same(SqlArray array, @Nullable Object a, @Nullable Object b) {
    return (a == null || b == null)
        ? (a == null && b == null)
        : Values.compare(array.elementType(), a, b) == 0;
  }

  private static void requireFlat(SqlArray array, String what) {
    if (array.dimensions() > 1) {
      throw new SqlException(
          SqlState.FEATURE_NOT_SUPPORTED, what + " multidimensional arrays is not supported");
    }
  }

  private static @Nullable Long position(@Nullable Object[] args, @Nullable Object start) {
    if (args[0] == null) {
      return null;
    }
    if (args.length > 2 && start == null) {
      throw new SqlException(SqlState.NULL_VALUE_NOT_ALLOWED, "initial position must not be null");
    }
    SqlArray array = (SqlArray) args[0];
    requireFlat(array, "searching for elements in");
    for (int i = 0; i < array.size(); i++) {
      long subscript = (long) array.lowerBound(0) + i;
      if ((start == null || subscript >= (Long) start) && same(array, array.get(i), args[1])) {
        return subscript;
      }
    }
    return null;
  }

  private static @Nullable SqlArray positions(@Nullable Object[] args) {
    if (args[0] == null) {
      return null;
    }
    SqlArray array = (SqlArray) args[0];
    requireFlat(array, "searching for elements in");
    List<Object> found = new ArrayList<>();
    for (int i = 0; i < array.size(); i++) {
      if (same(array, array.get(i), args[1])) {
        found.add((long) array.lowerBound(0) + i);
      }
    }
    return SqlArray.of(BaseType.INT4, found);
  }

  private static SqlArray remove(SqlArray array, @Nullable Object value) {
    requireFlat(array, "removing elements from");
    List<@Nullable Object> kept = new ArrayList<>();
    for (Object element : array.elements()) {
      if (!same(array, element, value)) {
        kept.add(element);
      }
    }
    return SqlArray.of(array.elementType(), kept);
  }

  private static SqlArray replace(SqlArray array, @Nullable Object[] args) {
    @Nullable Object[] replaced = new Object[array.size()];
    for (int i = 0; i < replaced.length; i++) {
      replaced[i] = same(array, array.get(i), args[1]) ? args[2] : array.get(i);
    }
    return array.withElements(array.elementType(), replaced);
  }

  private static void texts(Registry r) {
    r.fn2(
        "array_to_string(anyarray, text) text stable",
        (c, a, b) -> toText(c, (SqlArray) a, (String) b, null));
    r.nullable(
        "array_to_string(anyarray, text, text) text stable",
        (c, args) ->
            args[0] == null || args[1] == null
                ? null
                : toText(c, (SqlArray) args[0], (String) args[1], (String) args[2]));
    r.nullable("string_to_array(text, text) _text", (c, args) -> split(args[0], args[1], null));
    r.nullable(
        "string_to_array(text, text, text) _text", (c, args) -> split(args[0], args[1], args[2]));
  }

  private static String toText(
      EvalContext ctx, SqlArray array, String delimiter, @Nullable String nullText) {
    StringBuilder text = new StringBuilder();
    boolean first = true;
    for (Object element : array.elements()) {
      String part =
          element == null ? nullText : ValueText.format(array.elementType(), element, ctx.types());
      if (part != null) {
        text.append(first ? "" : delimiter).append(part);
        first = false;
      }
    }
    return text.toString();
  }

  static @Nullable SqlArray split(
      @Nullable Object value, @Nullable Object delimiter, @Nullable Object nullText) {
    if (value == null) {
      return null;
    }
    List<@Nullable Object> parts = new ArrayList<>();
    for (String part : parts((String) value, (String) delimiter)) {
      parts.add(part.equals(nullText) ? null : part);
    }
    return SqlArray.of(BaseType.TEXT, parts);
  }

  /** Without a delimiter, characters; with an empty one, the whole. */
  private static List<String> parts(String text, @Nullable String delimiter) {
    List<String> parts = new ArrayList<>();
    if (text.isEmpty()) {
      return parts;
    }
    if (delimiter == null) {
      text.codePoints().forEach(point -> parts.add(Character.toString(point)));
      return parts;
    }
    int from = 0;
    if (!delimiter.isEmpty()) {
      for (int at = text.indexOf(delimiter); at >= 0; at = text.indexOf(delimiter, from)) {
        parts.add(text.substring(from, at));
        from = at + delimiter.length();
      }
    }
    parts.add(text.substring(from));
    return parts;
  }

  private static void sets(Registry r) {
    r.op2("anyarray @> anyarray = bool", (c, a, b) -> contains((SqlArray) a, (SqlArray) b));
    r.op2("anyarray <@ anyarray = bool", (c, a, b) -> contains((SqlArray) b, (SqlArray) a));
    r.op2("anyarray && anyarray = bool", (c, a, b) -> overlaps((SqlArray) a, (SqlArray) b));
  }

  private static boolean has(SqlArray array, Object value) {
    for (int i = 0; i < array.size(); i++) {
      Object element = array.get(i);
      if (element != null && Values.compare(array.elementType(), element, value) == 0) {
        return true;
      }
    }
    return false;
  }

  private static boolean contains(SqlArray whole, SqlArray part) {
    for (Object element : part.elements()) {
      if (element == null || !has(whole, element)) {
        return false;
      }
    }
    return true;
  }

  private static boolean overlaps(SqlArray a, SqlArray b) {
    for (Object element : b.elements()) {
      if (element != null && has(a, element)) {
        return true;
      }
    }
    return false;
  }
}

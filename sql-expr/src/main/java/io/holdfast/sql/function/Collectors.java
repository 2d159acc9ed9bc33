package io.holdfast.sql.function;

import io.holdfast.runtime.base.Bytes;
import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.expr.EvalContext;
import io.holdfast.sql.type.BaseType;
import io.holdfast.sql.type.SqlArray;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Aggregates that keep what they are given: array_agg and string_agg. */
final class Collectors {
  private Collectors() {}

  static void register(Registry r) {
    r.aggregate("string_agg(text, text) text", TextCollector::new);
    r.aggregate("string_agg(bytea, bytea) bytea", BytesCollector::new);
    r.aggregateOf(
        "array_agg(anynonarray) anyarray",
        types -> {
          BaseType element = types.get(0).base();
          return () -> new ArrayCollector(element);
        });
    r.aggregateOf(
        "array_agg(anyarray) anyarray",
        types -> {
          BaseType element = Objects.requireNonNull(types.get(0).base().element());
          return () -> new ArrayStacker(element);
        });
  }

  private static final class TextCollector implements Accumulator {
    private @Nullable StringBuilder text;

    @Override
    public void add(EvalContext ctx, @Nullable Object[] args) {
      Object value = args[0];
      if (value == null) {
        return;
      }
      StringBuilder all = text;
      if (all == null) {
        text = new StringBuilder((String) value);
        return;
      }
      Object delimiter = args[1];
      if (delimiter != null) {
        all.append((String) delimiter);
      }
      all.append((String) value);
    }

    @Override
    public @Nullable Object result(EvalContext ctx) {
      return text == null ? null : text.toString();
    }

    @Override
    public long retainedBytes() {
      StringBuilder all = text;
      return all == null ? 0 : 2L * all.length();
    }
  }

  private static final class BytesCollector implements Accumulator {
    private @Nullable ByteArrayOutputStream bytes;

    @Override
    public void add(EvalContext ctx, @Nullable Object[] args) {
      Object value = args[0];
      if (value == null) {
        return;
      }
      ByteArrayOutputStream all = bytes;
      if (all == null) {
        all = new ByteArrayOutputStream();
        bytes = all;
      } else if (args[1] instanceof Bytes delimiter) {
        all.writeBytes(delimiter.readOnlyArray());
      }
      all.writeBytes(((Bytes) value).readOnlyArray());
    }

    @Override
    public @Nullable Object result(EvalContext ctx) {
      return bytes == null ? null : Bytes.wrap(bytes.toByteArray());
    }

    @Override
    public long retainedBytes() {
      ByteArrayOutputStream all = bytes;
      return all == null ? 0 : all.size();
    }
  }

  private static final class ArrayCollector implements Accumulator {
    private final BaseType element;
    private final List<@Nullable Object> elements = new ArrayList<>();
    private long retained;

    ArrayCollector(BaseType element) {
      this.element = element;
    }

    @Override
    public void add(EvalContext ctx, @Nullable Object[] args) {
      elements.add(args[0]);
      retained += Aggregates.sizeOf(args[0]);
    }

    @Override
    public @Nullable Object result(EvalContext ctx) {
      // No row at all gives null, not an empty array.
      return elements.isEmpty() ? null : SqlArray.of(element, elements);
    }

    @Override
    public long retainedBytes() {
      return retained;
    }
  }

  /** Arrays of one shape become an array with one dimension more. */
  private static final class ArrayStacker implements Accumulator {
    private final BaseType element;
    private final List<SqlArray> arrays = new ArrayList<>();
    private long retained;

    ArrayStacker(BaseType element) {
      this.element = element;
    }

    @Override
    public void add(EvalContext ctx, @Nullable Object[] args) {
      if (!(args[0] instanceof SqlArray array)) {
        throw new SqlException(SqlState.NULL_VALUE_NOT_ALLOWED, "cannot accumulate null arrays");
      }
      if (array.isEmpty()) {
        throw new SqlException(SqlState.ARRAY_SUBSCRIPT_ERROR, "cannot accumulate empty arrays");
      }
      if (!arrays.isEmpty() && !ArrayShapes.sameLengths(arrays.get(0), array)) {
        throw new SqlException(
            SqlState.ARRAY_SUBSCRIPT_ERROR, "cannot accumulate arrays of different dimensionality");
      }
      arrays.add(array);
      for (int i = 0; i < array.size(); i++) {
        retained += Aggregates.sizeOf(array.get(i));
      }
    }

    @Override
    public @Nullable Object result(EvalContext ctx) {
      return arrays.isEmpty() ? null : ArrayShapes.stack(element, arrays);
    }

    @Override
    public long retainedBytes() {
      return retained;
    }
  }
}

package io.holdfast.sql.function;

import io.holdfast.runtime.base.Bytes;
import io.holdfast.sql.expr.EvalContext;
import io.holdfast.sql.type.Decimal;
import io.holdfast.sql.type.Interval;
import io.holdfast.sql.type.Values;
import java.util.List;
import java.util.function.LongBinaryOperator;
import org.jspecify.annotations.Nullable;

/** The aggregates. Nulls do not take part but in count(*) and array_agg. */
final class Aggregates {
  private static final List<String> ORDERED =
      List.of(
          "int2",
          "int4",
          "int8",
          "oid",
          "float4",
          "float8",
          "date",
          "time",
          "timestamp",
          "timestamptz",
          "interval",
          "text",
          "numeric",
          "bpchar");

  private Aggregates() {}

  static void register(Registry r) {
    r.aggregate("count() int8", Aggregates.Count::new);
    r.aggregate("count(any) int8", Aggregates.Count::new);
    sums(r);
    averages(r);
    extremes(r);
    for (String name : List.of("bool_and", "every")) {
      r.aggregate(name + "(bool) bool", () -> fold((c, a, b) -> (Boolean) a && (Boolean) b));
    }
    r.aggregate("bool_or(bool) bool", () -> fold((c, a, b) -> (Boolean) a || (Boolean) b));
    for (String type : List.of("int2", "int4", "int8")) {
      bits(r, "bit_and", type, (a, b) -> a & b);
      bits(r, "bit_or", type, (a, b) -> a | b);
      bits(r, "bit_xor", type, (a, b) -> a ^ b);
    }
    Collectors.register(r);
    Deviations.register(r);
  }

  private static void bits(Registry r, String name, String type, LongBinaryOperator operator) {
    r.aggregate(
        name + "(" + type + ") " + type,
        () -> fold((c, a, b) -> operator.applyAsLong((Long) a, (Long) b)));
  }

  private static void sums(Registry r) {
    r.aggregate(
        "sum(int2) int8", () -> fold((c, a, b) -> IntegerFunctions.add((Long) a, (Long) b)));
    r.aggregate(
        "sum(int4) int8", () -> fold((c, a, b) -> IntegerFunctions.add((Long) a, (Long) b)));
    r.aggregate("sum(int8) numeric", () -> new ExactSum(false));
    r.aggregate("sum(numeric) numeric", () -> fold((c, a, b) -> ((Decimal) a).add((Decimal) b)));
    r.aggregate(
        "sum(float4) float4", () -> fold((c, a, b) -> (double) (float) ((Double) a + (Double) b)));
    r.aggregate("sum(float8) float8", () -> fold((c, a, b) -> (Double) a + (Double) b));
    r.aggregate(
        "sum(interval) interval", () -> fold((c, a, b) -> ((Interval) a).add((Interval) b)));
  }

  private static void averages(Registry r) {
    for (String type : List.of("int2", "int4", "int8")) {
      r.aggregate("avg(" + type + ") numeric", () -> new ExactSum(true));
    }
    r.aggregate("avg(numeric) numeric", DecimalAverage::new);
    for (String type : List.of("float4", "float8")) {
      r.aggregate("avg(" + type + ") float8", FloatAverage::new);
    }
    r.aggregate("avg(interval) interval", IntervalAverage::new);
  }

  private static void extremes(Registry r) {
    for (String type : ORDERED) {
      extreme(r, type);
    }
    extreme(r, "anyarray");
  }

  private static void extreme(Registry r, String type) {
    String tail = "(" + type + ") " + type;
    r.aggregateOf(
        "min" + tail,
        types -> () -> fold((c, a, b) -> Values.compare(types.get(0), a, b) <= 0 ? a : b));
    r.aggregateOf(
        "max" + tail,
        types -> () -> fold((c, a, b) -> Values.compare(types.get(0), a, b) >= 0 ? a : b));
  }

  /** Combines two values, neither null. */
  @FunctionalInterface
  interface Combine {
    Object apply(EvalContext ctx, Object a, Object b);
  }

  static Accumulator fold(Combine combine) {
    return new Fold(combine);
  }

  /** The first value, then combined with each that follows. */
  private static final class Fold implements Accumulator {
    private final Combine combine;
    private @Nullable Object state;

    Fold(Combine combine) {
      this.combine = combine;
    }

    @Override
    public void add(EvalContext ctx, @Nullable Object[] args) {
      Object value = args[0];
      if (value != null) {
        Object before = state;
        state = before == null ? value : combine.apply(ctx, before, value);
      }
    }

    @Override
    public @Nullable Object result(EvalContext ctx) {
      return state;
    }
  }

  private static final class Count implements Accumulator {
    private long rows;

    @Override
    public void add(EvalContext ctx, @Nullable Object[] args) {
      if (args.length == 0 || args[0] != null) {
        rows++;
      }
    }

    @Override
    public @Nullable Object result(EvalContext ctx) {
      return rows;
    }
  }

  /** Sum of integers as numeric: in a long as long as that holds it. */
  private static final class ExactSum implements Accumulator {
    private final boolean average;
    private long count;
    private long small;
    private Decimal large = Decimal.ZERO;

    ExactSum(boolean average) {
      this.average = average;
    }

    @Override
    public void add(EvalContext ctx, @Nullable Object[] args) {
      Object value = args[0];
      if (value == null) {
        return;
      }
      count++;
      long addend = (Long) value;
      long sum = small + addend;
      if (((small ^ sum) & (addend ^ sum)) < 0) {
        large = large.add(Decimal.of(small));
        sum = addend;
      }
      small = sum;
    }

    @Override
    public @Nullable Object result(EvalContext ctx) {
      if (count == 0) {
        return null;
      }
      Decimal sum = large.add(Decimal.of(small));
      return average ? sum.divide(Decimal.of(count)) : sum;
    }
  }

  private static final class DecimalAverage implements Accumulator {
    private long count;
    private Decimal sum = Decimal.ZERO;

    @Override
    public void add(EvalContext ctx, @Nullable Object[] args) {
      Object value = args[0];
      if (value != null) {
        count++;
        sum = sum.add((Decimal) value);
      }
    }

    @Override
    public @Nullable Object result(EvalContext ctx) {
      return count == 0 ? null : sum.divide(Decimal.of(count));
    }
  }

  private static final class FloatAverage implements Accumulator {
    private long count;
    private double sum;

    @Override
    public void add(EvalContext ctx, @Nullable Object[] args) {
      Object value = args[0];
      if (value != null) {
        count++;
        sum += (Double) value;
      }
    }

    @Override
    public @Nullable Object result(EvalContext ctx) {
      return count == 0 ? null : (Object) (sum / count);
    }
  }

  private static final class IntervalAverage implements Accumulator {
    private long count;
    private Interval sum = Interval.ZERO;

    @Override
    public void add(EvalContext ctx, @Nullable Object[] args) {
      Object value = args[0];
      if (value != null) {
        count++;
        sum = sum.add((Interval) value);
      }
    }

    @Override
    public @Nullable Object result(EvalContext ctx) {
      return count == 0 ? null : sum.divide((double) count);
    }
  }

  /** Rough memory of a value that is kept. */
  static long sizeOf(@Nullable Object value) {
    if (value instanceof String text) {
      return 56L + text.length();
    }
    return value instanceof Bytes bytes ? 48L + bytes.length() : 24;
  }
}

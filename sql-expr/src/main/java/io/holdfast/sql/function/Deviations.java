package io.holdfast.sql.function;

import io.holdfast.sql.expr.EvalContext;
import io.holdfast.sql.type.Decimal;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Variance and standard deviation: exact for integers and numeric, streaming for floats. */
final class Deviations {
  private record Form(String name, boolean root, boolean sample) {}

  private static final List<Form> FORMS =
      List.of(
          new Form("variance", false, true),
          new Form("var_samp", false, true),
          new Form("var_pop", false, false),
          new Form("stddev", true, true),
          new Form("stddev_samp", true, true),
          new Form("stddev_pop", true, false));

  private Deviations() {}

  static void register(Registry r) {
    for (Form form : FORMS) {
      for (String type : List.of("int2", "int4", "int8", "numeric")) {
        r.aggregate(form.name + "(" + type + ") numeric", () -> new Exact(form));
      }
      for (String type : List.of("float4", "float8")) {
        r.aggregate(form.name + "(" + type + ") float8", () -> new Streaming(form));
      }
    }
  }

  /** Sums of values and of their squares. */
  private static final class Exact implements Accumulator {
    private final Form form;
    private long count;
    private Decimal sum = Decimal.ZERO;
    private Decimal squares = Decimal.ZERO;

    Exact(Form form) {
      this.form = form;
    }

    @Override
    public void add(EvalContext ctx, @Nullable Object[] args) {
      Object value = args[0];
      if (value == null) {
        return;
      }
      Decimal number = value instanceof Long integer ? Decimal.of(integer) : (Decimal) value;
      count++;
      sum = sum.add(number);
      squares = squares.add(number.multiply(number));
    }

    @Override
    public @Nullable Object result(EvalContext ctx) {
      if (count == 0 || (form.sample && count == 1)) {
        return null;
      }
      if (!sum.isFinite() || !squares.isFinite()) {
        return Decimal.NAN;
      }
      Decimal n = Decimal.of(count);
      Decimal numerator = n.multiply(squares).subtract(sum.multiply(sum));
      if (numerator.signum() <= 0) {
        return Decimal.ZERO;
      }
      Decimal denominator = n.multiply(Decimal.of(form.sample ? count - 1 : count));
      Decimal variance = numerator.divide(denominator);
      return form.root ? root(variance) : variance;
    }

    /** The root with as many digits behind the point as the variance. */
    private static Decimal root(Decimal variance) {
      BigDecimal value = variance.toBigDecimal();
      int scale = value.scale();
      int digits = Math.max(1, (value.precision() - scale + 1) / 2 + scale + 2);
      return Decimal.of(
          value
              .sqrt(new MathContext(digits, RoundingMode.HALF_UP))
              .setScale(scale, RoundingMode.HALF_UP));
    }
  }

  /** Youngs and Cramer: count, sum and the sum of squared differences. */
  private static final class Streaming implements Accumulator {
    private final Form form;
    private double count;
    private double sum;
    private double differences;

    Streaming(Form form) {
      this.form = form;
    }

    @Override
    public void add(EvalContext ctx, @Nullable Object[] args) {
      Object value = args[0];
      if (value == null) {
        return;
      }
      double number = (Double) value;
      count++;
      sum += number;
      if (count > 1) {
        double difference = number * count - sum;
        differences += difference * difference / (count * (count - 1));
      } else if (Double.isNaN(number) || Double.isInfinite(number)) {
        differences = Double.NaN;
      }
    }

    @Override
    public @Nullable Object result(EvalContext ctx) {
      if (count == 0 || (form.sample && count == 1)) {
        return null;
      }
      double variance = differences / (form.sample ? count - 1 : count);
      return form.root ? Math.sqrt(variance) : variance;
    }
  }
}

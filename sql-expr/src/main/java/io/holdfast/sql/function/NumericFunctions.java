package io.holdfast.sql.function;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.type.Decimal;
import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** Arithmetic and functions of numeric; the scales are those {@link Decimal} gives. */
final class NumericFunctions {
  private static final Decimal TEN = Decimal.of(10);

  /** Digits behind the point that round and trunc may be asked for. */
  private static final int DIGITS_MAX = 2000;

  /** 32178! has more digits than a numeric may have. */
  private static final long FACTORIAL_MAX = 32_177;

  private NumericFunctions() {}

  static void register(Registry r) {
    arithmetic(r);
    rounding(r);
    powers(r);
    scales(r);
  }

  private static void arithmetic(Registry r) {
    r.op2("numeric + numeric = numeric", (c, a, b) -> ((Decimal) a).add((Decimal) b));
    r.op2("numeric - numeric = numeric", (c, a, b) -> ((Decimal) a).subtract((Decimal) b));
    r.op2("numeric * numeric = numeric", (c, a, b) -> ((Decimal) a).multiply((Decimal) b));
    r.op2("numeric / numeric = numeric", (c, a, b) -> ((Decimal) a).divide((Decimal) b));
    r.op2("numeric % numeric = numeric", (c, a, b) -> ((Decimal) a).remainder((Decimal) b));
    r.op1("- numeric = numeric", (c, a) -> ((Decimal) a).negate());
    r.op1("+ numeric = numeric", (c, a) -> a);
    r.op1("@ numeric = numeric", (c, a) -> ((Decimal) a).abs());
    r.fn1("abs(numeric) numeric", (c, a) -> ((Decimal) a).abs());
    r.fn1("sign(numeric) numeric", (c, a) -> sign((Decimal) a));
    r.fn2("mod(numeric, numeric) numeric", (c, a, b) -> ((Decimal) a).remainder((Decimal) b));
    r.fn2("div(numeric, numeric) numeric", (c, a, b) -> ((Decimal) a).divideToInteger((Decimal) b));
    r.fn2("gcd(numeric, numeric) numeric", (c, a, b) -> gcd((Decimal) a, (Decimal) b));
    r.fn2("lcm(numeric, numeric) numeric", (c, a, b) -> lcm((Decimal) a, (Decimal) b));
    r.fn1("factorial(int8) numeric", (c, a) -> factorial((Long) a, c::checkCancel));
  }

  private static Decimal sign(Decimal value) {
    return value.isNaN() ? value : Decimal.of(value.signum());
  }

  private static Decimal gcd(Decimal a, Decimal b) {
    if (!a.isFinite() || !b.isFinite()) {
      return Decimal.NAN;
    }
    int scale = Math.max(a.scale(), b.scale());
    BigInteger x = a.toBigDecimal().setScale(scale).unscaledValue();
    BigInteger y = b.toBigDecimal().setScale(scale).unscaledValue();
    return Decimal.of(new BigDecimal(x.gcd(y), scale));
  }

  private static Decimal lcm(Decimal a, Decimal b) {
    if (!a.isFinite() || !b.isFinite()) {
      return Decimal.NAN;
    }
    int scale = Math.max(a.scale(), b.scale());
    if (a.signum() == 0 || b.signum() == 0) {
      return Decimal.of(BigDecimal.ZERO.setScale(scale));
    }
    BigInteger x = a.toBigDecimal().setScale(scale).unscaledValue();
    BigInteger y = b.toBigDecimal().setScale(scale).unscaledValue();
    return Decimal.of(new BigDecimal(x.divide(x.gcd(y)).multiply(y).abs(), scale));
  }

  private static Decimal factorial(long n, Runnable cancelCheck) {
    if (n < 0) {
      throw new SqlException(
          SqlState.NUMERIC_VALUE_OUT_OF_RANGE, "factorial of a negative number is undefined");
    }
    if (n > FACTORIAL_MAX) {
      throw new SqlException(SqlState.NUMERIC_VALUE_OUT_OF_RANGE, "value overflows numeric format");
    }
    BigInteger product = BigInteger.ONE;
    for (long i = 2; i <= n; i++) {
      cancelCheck.run();
      product = product.multiply(BigInteger.valueOf(i));
    }
    return Decimal.of(new BigDecimal(product));
  }

  private static void rounding(Registry r) {
    r.fn1("ceil(numeric) numeric", (c, a) -> ((Decimal) a).ceil());
    r.fn1("ceiling(numeric) numeric", (c, a) -> ((Decimal) a).ceil());
    r.fn1("floor(numeric) numeric", (c, a) -> ((Decimal) a).floor());
    r.fn1("round(numeric) numeric", (c, a) -> ((Decimal) a).round(0));
    r.fn2("round(numeric, int4) numeric", (c, a, b) -> ((Decimal) a).round(digits((Long) b)));
    r.fn1("trunc(numeric) numeric", (c, a) -> ((Decimal) a).trunc(0));
    r.fn2("trunc(numeric, int4) numeric", (c, a, b) -> ((Decimal) a).trunc(digits((Long) b)));
  }

  private static int digits(long asked) {
    return (int) Math.max(-DIGITS_MAX, Math.min(DIGITS_MAX, asked));
  }

  private static void powers(Registry r) {
    r.op2("numeric ^ numeric = numeric", (c, a, b) -> ((Decimal) a).power((Decimal) b));
    r.fn2("power(numeric, numeric) numeric", (c, a, b) -> ((Decimal) a).power((Decimal) b));
    r.fn2("pow(numeric, numeric) numeric", (c, a, b) -> ((Decimal) a).power((Decimal) b));
    r.fn1("sqrt(numeric) numeric", (c, a) -> ((Decimal) a).sqrt());
    r.fn1("exp(numeric) numeric", (c, a) -> ((Decimal) a).exp());
    r.fn1("ln(numeric) numeric", (c, a) -> ((Decimal) a).ln());
    r.fn1("log(numeric) numeric", (c, a) -> TEN.log((Decimal) a));
    r.fn1("log10(numeric) numeric", (c, a) -> TEN.log((Decimal) a));
    r.fn2("log(numeric, numeric) numeric", (c, a, b) -> ((Decimal) a).log((Decimal) b));
  }

  private static void scales(Registry r) {
    r.fn1("scale(numeric) int4", (c, a) -> finiteScale((Decimal) a));
    r.fn1("min_scale(numeric) int4", (c, a) -> finiteScale(((Decimal) a).trimScale()));
    r.fn1("trim_scale(numeric) numeric", (c, a) -> ((Decimal) a).trimScale());
  }

  /** Null for NaN and the infinities: they have no digits. */
  private static @Nullable Long finiteScale(Decimal value) {
    return value.isFinite() ? (Long) (long) value.scale() : null;
  }
}

package io.holdfast.sql.function;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/**
 * Arithmetic and functions of the floating-point types; results that leave the range are errors.
 */
final class FloatFunctions {
  private static final double RADIANS_PER_DEGREE = Math.PI / 180;

  private FloatFunctions() {}

  static void register(Registry r) {
    arithmetic(r);
    signs(r);
    powers(r);
    trigonometry(r);
    degrees(r);
    r.fn0("pi() float8", c -> Math.PI);
    r.fn0("random() float8 volatile", c -> c.session().random().nextDouble());
  }

  private static void arithmetic(Registry r) {
    for (String left : List.of("float4", "float8")) {
      for (String right : List.of("float4", "float8")) {
        boolean single = left.equals("float4") && right.equals("float4");
        String tail = " " + right + " = " + (single ? "float4" : "float8");
        binary(r, left + " +" + tail, single, Double::sum, false);
        binary(r, left + " -" + tail, single, (a, b) -> a - b, false);
        binary(r, left + " *" + tail, single, (a, b) -> a * b, true);
        binary(r, left + " /" + tail, single, FloatFunctions::divide, true);
      }
    }
  }

  private static void binary(
      Registry r,
      String signature,
      boolean single,
      DoubleBinaryOperator operator,
      boolean product) {
    r.op2(
        signature,
        (c, a, b) -> {
          double x = (Double) a;
          double y = (Double) b;
          double exact = operator.applyAsDouble(x, y);
          double value = single ? (float) exact : exact;
          if (Double.isInfinite(value) && !Double.isInfinite(x) && !Double.isInfinite(y)) {
            throw overflow();
          }
          if (product && value == 0 && x != 0 && y != 0 && !Double.isInfinite(y)) {
            throw underflow();
          }
          return value;
        });
  }

  private static double divide(double a, double b) {
    if (b == 0 && !Double.isNaN(a)) {
      throw Numbers.divisionByZero();
    }
    return a / b;
  }

  private static SqlException overflow() {
    return new SqlException(SqlState.NUMERIC_VALUE_OUT_OF_RANGE, "value out of range: overflow");
  }

  private static SqlException underflow() {
    return new SqlException(SqlState.NUMERIC_VALUE_OUT_OF_RANGE, "value out of range: underflow");
  }

  private static void signs(Registry r) {
    for (String type : List.of("float4", "float8")) {
      r.op1("- " + type + " = " + type, (c, a) -> -(Double) a);
      r.op1("+ " + type + " = " + type, (c, a) -> a);
      r.op1("@ " + type + " = " + type, (c, a) -> Math.abs((Double) a));
      r.fn1("abs(" + type + ") " + type, (c, a) -> Math.abs((Double) a));
    }
    unary(r, "sign", FloatFunctions::sign);
    unary(r, "ceil", Math::ceil);
    unary(r, "ceiling", Math::ceil);
    unary(r, "floor", Math::floor);
    unary(r, "round", Math::rint);
    unary(r, "trunc", a -> a < 0 ? Math.ceil(a) : Math.floor(a));
  }

  private static double sign(double value) {
    if (value > 0) {
      return 1;
    }
    return value < 0 ? -1 : 0;
  }

  /** A function whose result is in range whatever the argument. */
  private static void unary(Registry r, String name, DoubleUnaryOperator function) {
    r.fn1(name + "(float8) float8", (c, a) -> function.applyAsDouble((Double) a));
  }

  private static void powers(Registry r) {
    r.op1("|/ float8 = float8", (c, a) -> sqrt((Double) a));
    r.op1("||/ float8 = float8", (c, a) -> Math.cbrt((Double) a));
    r.op2("float8 ^ float8 = float8", (c, a, b) -> power((Double) a, (Double) b));
    r.fn2("power(float8, float8) float8", (c, a, b) -> power((Double) a, (Double) b));
    r.fn2("pow(float8, float8) float8", (c, a, b) -> power((Double) a, (Double) b));
    unary(r, "sqrt", FloatFunctions::sqrt);
    unary(r, "cbrt", Math::cbrt);
    unary(r, "exp", FloatFunctions::exp);
    unary(r, "ln", a -> Math.log(positive(a)));
    unary(r, "log", a -> Math.log10(positive(a)));
    unary(r, "log10", a -> Math.log10(positive(a)));
  }

  private static double sqrt(double value) {
    if (value < 0) {
      throw new SqlException(
          SqlState.INVALID_ARGUMENT_FOR_POWER, "cannot take square root of a negative number");
    }
    return Math.sqrt(value);
  }

  private static double exp(double value) {
    double result = Math.exp(value);
    if (Double.isInfinite(result) && !Double.isInfinite(value)) {
      throw overflow();
    }
    if (result == 0 && !Double.isInfinite(value)) {
      throw underflow();
    }
    return result;
  }

  private static double positive(double value) {
    if (value == 0) {
      throw new SqlException(SqlState.INVALID_ARGUMENT_FOR_LOG, "cannot take logarithm of zero");
    }
    if (value < 0) {
      throw new SqlException(
          SqlState.INVALID_ARGUMENT_FOR_LOG, "cannot take logarithm of a negative number");
    }
    return value;
  }

  private static double power(double base, double exponent) {
    if (base == 0 && exponent < 0) {
      throw new SqlException(
          SqlState.INVALID_ARGUMENT_FOR_POWER, "zero raised to a negative power is undefined");
    }
    if (base < 0 && !Double.isInfinite(exponent) && exponent != Math.floor(exponent)) {
      throw new SqlException(
          SqlState.INVALID_ARGUMENT_FOR_POWER,
          "a negative number raised to a non-integer power yields a complex result");
    }
    if (base == 1 || exponent == 0) {
      // Also for NaN, which Java would answer.
      return 1;
    }
    double result = Math.pow(base, exponent);
    boolean finite = !Double.isInfinite(base) && !Double.isInfinite(exponent);
    if (finite && Double.isInfinite(result)) {
      throw overflow();
    }
    if (finite && result == 0 && base != 0) {
      throw underflow();
    }
    return result;
  }

  private static void trigonometry(Registry r) {
    unary(r, "sin", a -> Math.sin(finite(a)));
    unary(r, "cos", a -> Math.cos(finite(a)));
    unary(r, "tan", a -> Math.tan(finite(a)));
    unary(r, "cot", a -> 1 / Math.tan(finite(a)));
    unary(r, "asin", a -> Math.asin(unit(a)));
    unary(r, "acos", a -> Math.acos(unit(a)));
    unary(r, "atan", Math::atan);
    unary(r, "sinh", Math::sinh);
    unary(r, "cosh", Math::cosh);
    unary(r, "tanh", Math::tanh);
    unary(r, "asinh", a -> Math.signum(a) * Math.log(Math.abs(a) + Math.sqrt(a * a + 1)));
    unary(r, "acosh", a -> Math.log(atLeastOne(a) + Math.sqrt(a * a - 1)));
    unary(r, "atanh", a -> 0.5 * (Math.log1p(unit(a)) - Math.log1p(-a)));
    r.fn2("atan2(float8, float8) float8", (c, a, b) -> Math.atan2((Double) a, (Double) b));
  }

  private static double finite(double value) {
    if (Double.isInfinite(value)) {
      throw outOfRange();
    }
    return value;
  }

  private static double unit(double value) {
    if (value < -1 || value > 1) {
      throw outOfRange();
    }
    return value;
  }

  private static double atLeastOne(double value) {
    if (value < 1) {
      throw outOfRange();
    }
    return value;
  }

  private static SqlException outOfRange() {
    return new SqlException(SqlState.NUMERIC_VALUE_OUT_OF_RANGE, "input is out of range");
  }

  private static void degrees(Registry r) {
    unary(r, "degrees", a -> a / RADIANS_PER_DEGREE);
    unary(r, "radians", a -> a * RADIANS_PER_DEGREE);
  }
}

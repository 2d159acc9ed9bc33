package io.holdfast.sql.function;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import java.util.function.DoubleUnaryOperator;

/** Trigonometry in degrees: exact where the answers are, as at 30, 45 and 60. */
final class DegreeFunctions {
  private static final double HALF_SINE = Math.sin(Math.toRadians(30));
  private static final double REST_OF_COSINE = 1 - Math.cos(Math.toRadians(60));
  private static final double TANGENT_OF_45 = sine(45) / cosine(45);

  private DegreeFunctions() {}

  static void register(Registry r) {
    unary(r, "sind", a -> wave(finite(a), 0));
    unary(r, "cosd", a -> wave(Math.abs(finite(a)), 90));
    unary(r, "tand", a -> wave(finite(a), 0) / wave(Math.abs(a), 90) / TANGENT_OF_45);
    unary(r, "cotd", a -> wave(Math.abs(finite(a)), 90) / wave(a, 0) * TANGENT_OF_45);
    unary(r, "asind", DegreeFunctions::arcSine);
    unary(r, "acosd", a -> 90 - arcSine(a));
    unary(r, "atand", a -> Math.atan(a) / Math.atan(1) * 45);
    r.fn2(
        "atan2d(float8, float8) float8",
        (c, a, b) -> Math.atan2((Double) a, (Double) b) / Math.atan(1) * 45);
  }

  private static void unary(Registry r, String name, DoubleUnaryOperator work) {
    r.fn1(name + "(float8) float8", (c, a) -> degrees(work, (Double) a));
  }

  private static double degrees(DoubleUnaryOperator work, double value) {
    return Double.isNaN(value) ? value : work.applyAsDouble(value);
  }

  /** The sine of {@code degrees + shift}, by its symmetries from that of the first quadrant. */
  private static double wave(double degrees, int shift) {
    double turn = Math.IEEEremainder(degrees, 360) + shift;
    double at = turn > 180 ? turn - 360 : turn;
    double abs = Math.abs(at);
    double value = abs > 90 ? sine(180 - abs) : sine(abs);
    return at < 0 ? -value : value;
  }

  private static double sine(double degrees) {
    return degrees <= 30 ? Math.sin(Math.toRadians(degrees)) / HALF_SINE / 2 : cosine(90 - degrees);
  }

  private static double cosine(double degrees) {
    return degrees <= 60
        ? 1 - (1 - Math.cos(Math.toRadians(degrees))) / REST_OF_COSINE / 2
        : sine(90 - degrees);
  }

  private static double arcSine(double value) {
    if (value < -1 || value > 1) {
      throw outOfRange();
    }
    double abs = Math.abs(value);
    double angle =
        abs <= 0.5
            ? Math.asin(abs) / Math.asin(0.5) * 30
            : 90 - Math.acos(abs) / Math.acos(0.5) * 60;
    return value < 0 ? -angle : angle;
  }

  private static double finite(double value) {
    if (Double.isInfinite(value)) {
      throw outOfRange();
    }
    return value;
  }

  private static SqlException outOfRange() {
    return new SqlException(SqlState.NUMERIC_VALUE_OUT_OF_RANGE, "input is out of range");
  }
}

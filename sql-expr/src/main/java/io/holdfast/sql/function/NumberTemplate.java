package io.holdfast.sql.function;

import io.holdfast.sql.type.Decimal;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Function to_char of numbers. */
final class NumberTemplate {
  private static final int DOUBLE_DIGITS = 15;
  private static final int FLOAT_DIGITS = 6;

  private NumberTemplate() {}

  static void register(Registry r) {
    for (String type : new String[] {"int4", "int8"}) {
      r.fn2(
          "to_char(" + type + ", text) text stable",
          (c, a, f) -> format(BigDecimal.valueOf((Long) a), (String) f));
    }
    r.fn2("to_char(numeric, text) text stable", (c, a, f) -> decimal((Decimal) a, (String) f));
    r.fn2(
        "to_char(float4, text) text stable",
        (c, a, f) -> floating((Double) a, (String) f, FLOAT_DIGITS));
    r.fn2(
        "to_char(float8, text) text stable",
        (c, a, f) -> floating((Double) a, (String) f, DOUBLE_DIGITS));
    NumberReader.register(r);
  }

  private static String decimal(Decimal value, String template) {
    return value.isFinite()
        ? format(value.toBigDecimal(), template)
        : special(value.toString(), template);
  }

  private static String format(BigDecimal value, String template) {
    NumberPattern pattern = NumberPattern.parse(template);
    String other = otherForm(value, pattern);
    if (other != null) {
      return other;
    }
    BigDecimal rounded =
        value.movePointRight(pattern.shift).setScale(pattern.after, RoundingMode.HALF_UP);
    return digits(pattern, rounded, rounded.signum() < 0);
  }

  /** A binary number is rounded as it is, keeps its sign, and has so many digits only. */
  private static String floating(double value, String template, int digits) {
    if (!Double.isFinite(value)) {
      return special(Decimal.ofDouble(value).toString(), template);
    }
    NumberPattern pattern = NumberPattern.parse(template);
    BigDecimal exact = new BigDecimal(value);
    String other = otherForm(exact, pattern);
    if (other != null) {
      return other;
    }
    BigDecimal moved = exact.movePointRight(pattern.shift);
    int whole = moved.abs().setScale(0, RoundingMode.HALF_EVEN).precision();
    int scale = whole >= digits ? 0 : Math.min(pattern.after, digits - whole);
    return digits(
        pattern, moved.setScale(scale, RoundingMode.HALF_EVEN), Double.compare(value, 0.0) < 0);
  }

  private static @Nullable String otherForm(BigDecimal value, NumberPattern pattern) {
    if (pattern.exponent) {
      return scientific(value, pattern.after);
    }
    return pattern.roman
        ? roman(pattern, RomanNumber.of(value.setScale(0, RoundingMode.HALF_UP).longValue()))
        : null;
  }

  private static String roman(NumberPattern pattern, String text) {
    return new NumberWriter(pattern, false, "", "").withRoman(text).write();
  }

  private static String digits(NumberPattern pattern, BigDecimal rounded, boolean negative) {
    String plain = rounded.abs().toPlainString();
    int dot = plain.indexOf('.');
    String whole = dot < 0 ? plain : plain.substring(0, dot);
    String fraction = dot < 0 ? "" : plain.substring(dot + 1);
    int room = pattern.before + pattern.shift;
    if (whole.length() > room) {
      whole = "#".repeat(room);
      fraction = "#".repeat(rounded.scale());
    }
    return new NumberWriter(pattern, negative, whole, fraction).write();
  }

  private static String scientific(BigDecimal value, int decimals) {
    BigDecimal abs = value.abs();
    int exponent = 0;
    BigDecimal mantissa = BigDecimal.ZERO.setScale(decimals);
    if (abs.signum() != 0) {
      BigDecimal rounded = abs.round(new MathContext(decimals + 1, RoundingMode.HALF_UP));
      exponent = rounded.precision() - rounded.scale() - 1;
      mantissa = rounded.movePointLeft(exponent).setScale(decimals, RoundingMode.HALF_UP);
    }
    return (value.signum() < 0 ? "-" : " ")
        + mantissa.toPlainString()
        + String.format(Locale.ROOT, "e%s%02d", exponent < 0 ? "-" : "+", Math.abs(exponent));
  }

  /** Names stand in the place of the digits where there is room. */
  private static String special(String name, String template) {
    NumberPattern pattern = NumberPattern.parse(template);
    if (pattern.exponent) {
      return " " + "#".repeat(pattern.before) + "." + "#".repeat(pattern.after + 4);
    }
    if (pattern.roman) {
      return roman(pattern, "#".repeat(RomanNumber.WIDTH));
    }
    int room = pattern.before + pattern.shift;
    boolean negative = name.startsWith("-");
    String word = negative ? name.substring(1) : name;
    boolean fits = room >= word.length();
    return new NumberWriter(
            pattern,
            negative,
            fits ? word : "#".repeat(room),
            fits ? "" : "#".repeat(pattern.after))
        .write();
  }
}

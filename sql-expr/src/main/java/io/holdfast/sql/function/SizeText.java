package io.holdfast.sql.function;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes as people write them (pg_size_bytes). */
final class SizeText {
  private static final Pattern FORM =
      Pattern.compile("\\s*([+-]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d{1,3})?)\\s*(.*?)\\s*");

  /** Each 1024 of the one before. */
  private static final List<String> UNITS = List.of("bytes", "kb", "mb", "gb", "tb", "pb");

  private SizeText() {}

  /**
   * @throws SqlException 22023, 22003
   */
  static long bytes(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw invalid(text);
    }
    String word = form.group(2);
    String unit = word.toLowerCase(Locale.ROOT);
    int power = unit.isEmpty() ? 0 : UNITS.indexOf(unit);
    if (power < 0) {
      throw invalid(text)
          .withDetail("Invalid size unit: \"" + word + "\".")
          .withHint("Valid units are \"bytes\", \"kB\", \"MB\", \"GB\", \"TB\", and \"PB\".");
    }
    BigDecimal bytes =
        new BigDecimal(form.group(1)).multiply(BigDecimal.valueOf(1L << (10 * power)));
    try {
      return bytes.setScale(0, RoundingMode.HALF_UP).longValueExact();
    } catch (ArithmeticException e) {
      throw new SqlException(SqlState.NUMERIC_VALUE_OUT_OF_RANGE, "bigint out of range")
          .causedBy(e);
    }
  }

  private static SqlException invalid(String text) {
    return new SqlException(SqlState.INVALID_PARAMETER_VALUE, "invalid size: \"" + text + "\"");
  }
}

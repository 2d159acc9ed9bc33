package io.holdfast.sql.type;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Type modifiers: lengths, precisions and scales. */
public final class Typmod {
  /** What a modifier of a character type or of numeric is greater than the number it holds. */
  static final int HEADER = 4;

  private static final int MAX_NAME_BYTES = 63;

  private Typmod() {}

  /**
   * Fits a value to the modifier of its type.
   *
   * @param explicit true for a written cast, which cuts text that is too long; an assignment cuts
   *     blanks only
   * @throws SqlException 22001, 22003
   */
  public static Object apply(Object value, SqlType type, boolean explicit) {
    int typmod = type.typmod();
    if (typmod < 0) {
      return value;
    }
    return switch (type.base()) {
      case BPCHAR -> fitText((String) value, typmod - HEADER, type, explicit, true);
      case VARCHAR -> fitText((String) value, typmod - HEADER, type, explicit, false);
      case NUMERIC -> fitDecimal((Decimal) value, typmod);
      case TIME -> Timestamps.roundTime((Long) value, typmod);
      case TIMESTAMP, TIMESTAMPTZ -> Timestamps.round((Long) value, typmod);
      case INTERVAL -> IntervalText.fit((Interval) value, typmod);
      default -> value instanceof SqlArray array ? fitArray(array, typmod, explicit) : value;
    };
  }

  private static SqlArray fitArray(SqlArray array, int typmod, boolean explicit) {
    SqlType elementType = new SqlType(array.elementType(), typmod);
    @Nullable Object[] fitted = new @Nullable Object[array.size()];
    for (int i = 0; i < fitted.length; i++) {
      Object element = array.get(i);
      fitted[i] = element == null ? null : apply(element, elementType, explicit);
    }
    return array.withElements(array.elementType(), fitted);
  }

  private static String fitText(
      String text, int length, SqlType type, boolean explicit, boolean pad) {
    // As many units as allowed hold at most as many characters.
    int characters =
        text.length() <= length && !pad ? text.length() : text.codePointCount(0, text.length());
    if (characters <= length) {
      return pad && characters < length ? text + " ".repeat(length - characters) : text;
    }
    int cut = text.offsetByCodePoints(0, length);
    if (!explicit) {
      for (int i = cut; i < text.length(); i++) {
        if (text.charAt(i) != ' ') {
          throw new SqlException(
              SqlState.STRING_DATA_RIGHT_TRUNCATION,
              "value too long for type " + TypeNames.format(type));
        }
      }
    }
    return text.substring(0, cut);
  }

  /** Digits of a numeric's modifier. */
  static int precision(int typmod) {
    return ((typmod - HEADER) >> 16) & 0xFFFF;
  }

  /** Scale of a numeric's modifier: 11 bits with a sign. */
  static int scale(int typmod) {
    return (((typmod - HEADER) & 0x7FF) ^ 1024) - 1024;
  }

  private static Decimal fitDecimal(Decimal value, int typmod) {
    int precision = precision(typmod);
    int scale = scale(typmod);
    if (!value.isFinite()) {
      if (value.isNaN()) {
        return value;
      }
      throw new SqlException(SqlState.NUMERIC_VALUE_OUT_OF_RANGE, "numeric field overflow")
          .withDetail(
              "A field with precision "
                  + precision
                  + ", scale "
                  + scale
                  + " cannot hold an infinite value.");
    }
    BigDecimal rounded = value.toBigDecimal().setScale(scale, RoundingMode.HALF_UP);
    if (rounded.signum() != 0 && rounded.precision() - rounded.scale() > precision - scale) {
      String limit = precision == scale ? "1" : "10^" + (precision - scale);
      throw new SqlException(SqlState.NUMERIC_VALUE_OUT_OF_RANGE, "numeric field overflow")
          .withDetail(
              "A field with precision "
                  + precision
                  + ", scale "
                  + scale
                  + " must round to an absolute value less than "
                  + limit
                  + ".");
    }
    return Decimal.of(rounded);
  }

  /** A text as a {@code name}: its first 63 bytes in UTF-8, whole characters. */
  public static String truncateName(String text) {
    if (text.length() * 3 <= MAX_NAME_BYTES) {
      return text;
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length <= MAX_NAME_BYTES) {
      return text;
    }
    int end = MAX_NAME_BYTES;
    while ((bytes[end] & 0xC0) == 0x80) {
      end--;
    }
    return new String(bytes, 0, end, StandardCharsets.UTF_8);
  }
}

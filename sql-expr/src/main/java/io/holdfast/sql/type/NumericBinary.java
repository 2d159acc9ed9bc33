package io.holdfast.sql.type;

import io.holdfast.runtime.base.Bytes;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.ByteBuffer;

/** Binary form of {@code numeric}: base-10000 digits with a weight, a sign and a scale. */
final class NumericBinary {
  private static final int POSITIVE = 0x0000;
  private static final int NEGATIVE = 0x4000;
  private static final int NAN = 0xC000;
  private static final int POSITIVE_INFINITY = 0xD000;
  private static final int NEGATIVE_INFINITY = 0xF000;

  /** The infinities carry a scale that means nothing; the same as PostgreSQL sends. */
  private static final int INFINITY_SCALE = 0x20;

  private static final int HEADER_BYTES = 8;
  private static final int GROUP = 4;
  private static final int BASE = 10_000;

  private NumericBinary() {}

  static byte[] encode(Decimal number) {
    if (!number.isFinite()) {
      int sign = number.signum() > 0 ? POSITIVE_INFINITY : NEGATIVE_INFINITY;
      return number.isNaN() ? header(0, 0, NAN, 0) : header(0, 0, sign, INFINITY_SCALE);
    }
    BigDecimal value = number.toBigDecimal();
    if (value.signum() == 0) {
      return header(0, 0, POSITIVE, value.scale());
    }
    // Digits before and behind the point in whole groups of four.
    int fractionGroups = (value.scale() + GROUP - 1) / GROUP;
    String digits = value.abs().setScale(fractionGroups * GROUP).unscaledValue().toString();
    int groups = (digits.length() + GROUP - 1) / GROUP;
    String padded = "0".repeat(groups * GROUP - digits.length()) + digits;
    int weight = groups - fractionGroups - 1;
    int used = groups;
    while (group(padded, used - 1) == 0) {
      used--;
    }
    int sign = value.signum() < 0 ? NEGATIVE : POSITIVE;
    byte[] bytes = header(used, weight, sign, value.scale());
    ByteBuffer out = ByteBuffer.wrap(bytes).position(HEADER_BYTES);
    for (int i = 0; i < used; i++) {
      out.putShort((short) group(padded, i));
    }
    return bytes;
  }

  private static int group(String digits, int index) {
    return Integer.parseInt(digits, index * GROUP, (index + 1) * GROUP, 10);
  }

  /** The header, with room for the digits behind it. */
  private static byte[] header(int digits, int weight, int sign, int scale) {
    return ByteBuffer.allocate(HEADER_BYTES + 2 * digits)
        .putShort((short) digits)
        .putShort((short) weight)
        .putShort((short) sign)
        .putShort((short) scale)
        .array();
  }

  static Decimal decode(Bytes bytes) {
    ByteBuffer in = bytes.asByteBuffer();
    if (in.remaining() < HEADER_BYTES) {
      throw ValueBinary.insufficient();
    }
    int count = in.getShort() & 0xFFFF;
    int weight = in.getShort();
    int sign = in.getShort() & 0xFFFF;
    int scale = in.getShort() & 0xFFFF;
    if (sign == NAN) {
      return Decimal.NAN;
    }
    if (sign == POSITIVE_INFINITY || sign == NEGATIVE_INFINITY) {
      return sign == POSITIVE_INFINITY ? Decimal.POSITIVE_INFINITY : Decimal.NEGATIVE_INFINITY;
    }
    if (sign != POSITIVE && sign != NEGATIVE) {
      throw ValueBinary.incorrect("invalid sign in external \"numeric\" value");
    }
    if (scale > Decimal.MAX_SCALE) {
      throw ValueBinary.incorrect("invalid scale in external \"numeric\" value");
    }
    if (in.remaining() < 2 * count) {
      throw ValueBinary.insufficient();
    }
    if (in.remaining() > 2 * count) {
      throw ValueBinary.incorrect("incorrect binary data format");
    }
    StringBuilder digits = new StringBuilder(count * GROUP + 1).append('0');
    for (int i = 0; i < count; i++) {
      int group = in.getShort();
      if (group < 0 || group >= BASE) {
        throw ValueBinary.incorrect("invalid digit in external \"numeric\" value");
      }
      digits.append(Integer.toString(BASE + group), 1, GROUP + 1);
    }
    BigInteger unscaled = new BigInteger(digits.toString());
    BigDecimal value = new BigDecimal(unscaled, (count - weight - 1) * GROUP);
    // Digits behind the scale are cut as the server does.
    value = value.setScale(scale, RoundingMode.DOWN);
    return Decimal.of(sign == NEGATIVE ? value.negate() : value);
  }
}

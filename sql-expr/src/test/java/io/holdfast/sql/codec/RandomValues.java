package io.holdfast.sql.codec;

import io.holdfast.runtime.base.Bytes;
import io.holdfast.sql.type.BaseType;
import io.holdfast.sql.type.Decimal;
import io.holdfast.sql.type.Interval;
import io.holdfast.sql.type.SqlArray;
import io.holdfast.sql.type.SqlType;
import io.holdfast.sql.type.Typmod;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Values of all types that often are equal, neighbours or at the ends of their range. */
final class RandomValues {
  static final List<SqlType> KEY_TYPES =
      List.of(
          SqlType.BOOL,
          SqlType.of(BaseType.INT2),
          SqlType.INT4,
          SqlType.INT8,
          SqlType.OID,
          SqlType.NUMERIC,
          SqlType.FLOAT8,
          SqlType.of(BaseType.FLOAT4),
          SqlType.TEXT,
          SqlType.of(BaseType.VARCHAR),
          new SqlType(BaseType.BPCHAR, 9),
          SqlType.NAME,
          SqlType.of(BaseType.BYTEA),
          SqlType.of(BaseType.DATE),
          SqlType.of(BaseType.TIME),
          SqlType.of(BaseType.TIMESTAMP),
          SqlType.of(BaseType.TIMESTAMPTZ),
          SqlType.of(BaseType.INTERVAL));

  private static final int[] ALPHABET = {' ', 'a', 'b', 1, 0xFF, 0xE000, 0xFFFD, 0x10000, 0x10FFFF};

  private final SplittableRandom random;

  RandomValues(long seed) {
    random = new SplittableRandom(seed);
  }

  @Nullable Object nullable(SqlType type) {
    return random.nextInt(8) == 0 ? null : value(type);
  }

  Object value(SqlType type) {
    return switch (type.base()) {
      case BOOL -> random.nextBoolean();
      case INT2 -> (long) (short) integer();
      case INT4 -> (long) (int) integer();
      case OID, TIME -> integer() & 0xFFFF_FFFFL;
      case NUMERIC -> decimal();
      case FLOAT8 -> real();
      case FLOAT4 -> (double) real().floatValue();
      case TEXT, VARCHAR, NAME -> text();
      case BPCHAR -> Typmod.apply(text(), type, true);
      case BYTEA -> Bytes.wrap(raw());
      case INTERVAL ->
          new Interval((int) integer(), (int) integer(), integer() / (1 + random.nextInt(9)));
      default -> {
        SqlType element = SqlType.of(BaseType.NUMERIC);
        yield type.base().isArray()
            ? SqlArray.of(BaseType.NUMERIC, nullable(element), nullable(element))
            : (Object) integer();
      }
    };
  }

  private long integer() {
    return switch (random.nextInt(5)) {
      case 0 -> random.nextLong();
      case 1 -> random.nextInt(-3, 4);
      case 2 -> (1L << random.nextInt(64)) + random.nextInt(-1, 2);
      case 3 -> -(1L << random.nextInt(64)) + random.nextInt(-1, 2);
      default -> random.nextBoolean() ? Long.MAX_VALUE : Long.MIN_VALUE;
    };
  }

  private Double real() {
    return switch (random.nextInt(6)) {
      case 0 -> Double.NaN;
      case 1 -> random.nextBoolean() ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
      case 2 -> random.nextBoolean() ? 0.0 : -0.0;
      case 3 -> (double) random.nextInt(-3, 4);
      case 4 -> random.nextBoolean() ? Double.MIN_VALUE : -Double.MAX_VALUE;
      default -> Double.longBitsToDouble(random.nextLong());
    };
  }

  private Decimal decimal() {
    return switch (random.nextInt(12)) {
      case 0 -> Decimal.NAN;
      case 1 -> random.nextBoolean() ? Decimal.POSITIVE_INFINITY : Decimal.NEGATIVE_INFINITY;
      case 2 -> Decimal.of(0, random.nextInt(5));
      case 3, 4 -> Decimal.of(random.nextInt(-120, 121), random.nextInt(4));
      case 5 -> Decimal.of(new BigDecimal(new BigInteger(random.nextInt(200), bits())));
      default -> {
        int digits = random.nextInt(1, 8);
        BigInteger unscaled = BigInteger.valueOf(random.nextLong((long) Math.pow(10, digits)));
        BigDecimal value = new BigDecimal(unscaled, random.nextInt(-20, 25));
        yield Decimal.of(random.nextBoolean() ? value : value.negate());
      }
    };
  }

  private java.util.Random bits() {
    return new java.util.Random(random.nextLong());
  }

  private String text() {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(5); i > 0; i--) {
      text.appendCodePoint(ALPHABET[random.nextInt(ALPHABET.length)]);
    }
    return text.toString();
  }

  private byte[] raw() {
    byte[] bytes = new byte[random.nextInt(5)];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (random.nextInt(4) - 2);
    }
    return bytes;
  }

  int below(int bound) {
    return random.nextInt(bound);
  }
}

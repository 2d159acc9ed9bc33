package io.holdfast.sql.type;

import io.holdfast.runtime.base.Bytes;
import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import java.util.List;

/** Text forms of all types: what PostgreSQL's input and output functions read and write. */
public final class ValueText {
  private ValueText() {}

  /**
   * Reads a value and applies the type's modifier as an assignment would.
   *
   * @throws SqlException 22P02, 22003, 22007, 22008, 22001, 22021...
   */
  public static Object parse(SqlType type, String text, TypeContext context) {
    if (type.is(BaseType.INTERVAL) && text.indexOf(0) < 0) {
      // The range of fields says what a number without a unit means.
      Interval interval = IntervalText.parse(text, IntervalText.range(type.typmod()));
      return type.typmod() < 0 ? interval : Typmod.apply(interval, type, false);
    }
    Object value = parse(type.base(), text, context);
    return type.typmod() < 0 ? value : Typmod.apply(value, type, false);
  }

  /**
   * Reads a value without a modifier.
   *
   * @throws SqlException 22P02, 22003, 22007, 22008, 22021...
   */
  public static Object parse(BaseType type, String text, TypeContext context) {
    if (text.indexOf(0) >= 0) {
      throw new SqlException(
          SqlState.CHARACTER_NOT_IN_REPERTOIRE,
          "invalid byte sequence for encoding \"UTF8\": 0x00");
    }
    if (type.isArray()) {
      return ArrayText.parse(type, text, context);
    }
    return switch (type) {
      case BOOL -> BooleanText.parse(text);
      case INT2, INT4, INT8 -> NumberText.parseInteger(text, type);
      case OID -> NumberText.parseOid(text);
      case FLOAT4, FLOAT8 -> NumberText.parseFloat(text, type);
      case NUMERIC -> NumberText.parseDecimal(text);
      case TEXT, VARCHAR, BPCHAR, UNKNOWN -> text;
      case NAME -> Typmod.truncateName(text);
      case QCHAR -> QuotedChar.parse(text);
      case BYTEA -> ByteaText.parse(text);
      case DATE -> DateTimeText.parseDate(text, context);
      case TIME -> DateTimeText.parseTime(text, context);
      case TIMESTAMP -> DateTimeText.parseTimestamp(text, context);
      case TIMESTAMPTZ -> DateTimeText.parseTimestampTz(text, context);
      case INTERVAL -> IntervalText.parse(text, IntervalText.FULL_RANGE);
      case REGPROC, REGCLASS, REGTYPE, REGNAMESPACE, REGROLE ->
          RegText.parse(type, text, context.names());
      case VOID -> "";
      default ->
          throw new SqlException(
              SqlState.FEATURE_NOT_SUPPORTED,
              "cannot accept a value of type " + type.displayName());
    };
  }

  /** Writes a value. */
  public static String format(SqlType type, Object value, TypeContext context) {
    return format(type.base(), value, context);
  }

  /** Writes a value. */
  public static String format(BaseType type, Object value, TypeContext context) {
    if (value instanceof String text) {
      return text;
    }
    if (value instanceof Long number) {
      return formatLong(type, number, context);
    }
    if (value instanceof Double number) {
      return NumberText.formatFloat(number, type, context.extraFloatDigits());
    }
    if (value instanceof Boolean truth) {
      return truth ? "t" : "f";
    }
    if (value instanceof Bytes bytes) {
      return ByteaText.format(bytes, context.byteaEscape());
    }
    if (value instanceof Interval interval) {
      return IntervalText.format(interval, context.intervalStyle());
    }
    if (value instanceof SqlArray array) {
      return type == BaseType.INT2VECTOR || type == BaseType.OIDVECTOR
          ? ArrayText.formatVector(array)
          : ArrayText.format(array, context);
    }
    if (value instanceof List<?> fields) {
      return RecordText.format(fields, context);
    }
    return value.toString();
  }

  private static String formatLong(BaseType type, long value, TypeContext context) {
    return switch (type) {
      case DATE -> DateTimeText.formatDate(value, context);
      case TIME -> DateTimeText.formatTime(value);
      case TIMESTAMP -> DateTimeText.formatTimestamp(value, context);
      case TIMESTAMPTZ -> DateTimeText.formatTimestampTz(value, context);
      case REGPROC, REGCLASS, REGTYPE, REGNAMESPACE, REGROLE ->
          RegText.format(type, value, context.names());
      default -> Long.toString(value);
    };
  }
}

package io.holdfast.sql.type;

/**
 * The settings and the moment that text forms depend on.
 *
 * @param zone setting TimeZone
 * @param dateStyle setting DateStyle
 * @param intervalStyle setting IntervalStyle
 * @param byteaEscape true when bytea_output is {@code escape}
 * @param extraFloatDigits setting extra_float_digits; above 0: the shortest exact form
 * @param statementTimeMicros what {@code 'now'} means: microseconds since 2000-01-01 UTC
 * @param names for the text form of {@code reg*} types
 */
public record TypeContext(
    Zone zone,
    DateStyle dateStyle,
    IntervalStyle intervalStyle,
    boolean byteaEscape,
    int extraFloatDigits,
    long statementTimeMicros,
    RegNames names) {
  /** Defaults of a new session in UTC, at 2000-01-01. */
  public static final TypeContext UTC =
      new TypeContext(
          Zone.UTC, DateStyle.DEFAULT, IntervalStyle.POSTGRES, false, 1, 0, RegNames.NONE);

  /** The same with another zone. */
  public TypeContext withZone(Zone other) {
    return new TypeContext(
        other, dateStyle, intervalStyle, byteaEscape, extraFloatDigits, statementTimeMicros, names);
  }

  /** The same at another moment. */
  public TypeContext at(long timeMicros) {
    return new TypeContext(
        zone, dateStyle, intervalStyle, byteaEscape, extraFloatDigits, timeMicros, names);
  }

  /** The same with other names. */
  public TypeContext withNames(RegNames other) {
    return new TypeContext(
        zone, dateStyle, intervalStyle, byteaEscape, extraFloatDigits, statementTimeMicros, other);
  }
}

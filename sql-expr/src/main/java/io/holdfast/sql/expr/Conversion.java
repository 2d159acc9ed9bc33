package io.holdfast.sql.expr;

import io.holdfast.sql.type.SqlType;

/**
 * How values of one type become values of another. Conversions are few and shared, so that equal
 * casts are equal.
 *
 * @param name for plans and messages
 */
public record Conversion(String name, Volatility volatility, Body body) {
  /** The work; never sees null. */
  @FunctionalInterface
  public interface Body {
    /** The value as one of type {@code to}; the modifier is applied by the caller. */
    Object convert(Object value, SqlType from, SqlType to, boolean explicit, EvalContext ctx);
  }
}

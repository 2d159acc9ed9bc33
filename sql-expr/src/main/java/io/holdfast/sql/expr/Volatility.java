package io.holdfast.sql.expr;

/**
 * How often an expression has to be computed; the order of the constants is that of freedom lost.
 */
public enum Volatility {
  /** Same arguments, same value, for ever: may be computed while planning. */
  IMMUTABLE,
  /** The same value within one statement. */
  STABLE,
  /** Another value each time, or an effect. */
  VOLATILE;

  /** The less free of both. */
  public Volatility or(Volatility other) {
    return compareTo(other) >= 0 ? this : other;
  }
}

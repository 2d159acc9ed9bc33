package io.holdfast.sql.expr;

import io.holdfast.sql.type.SqlType;

/**
 * A sub-query as an expression (EXISTS, scalar, IN, ARRAY): planner and executor extend it, each
 * with its own form. Subclasses are immutable and define equality; what {@link #children} answers
 * are the values handed in from the outer row.
 */
public abstract non-sealed class SubPlan implements Expr {
  private final SqlType type;

  /** For subclasses. */
  protected SubPlan(SqlType type) {
    this.type = type;
  }

  @Override
  public final SqlType type() {
    return type;
  }

  @Override
  public Volatility ownVolatility() {
    // It reads tables: nothing to compute ahead of the statement.
    return Volatility.STABLE;
  }
}

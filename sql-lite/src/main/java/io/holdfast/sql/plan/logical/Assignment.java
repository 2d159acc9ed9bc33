package io.holdfast.sql.plan.logical;

import io.holdfast.sql.expr.Expr;

/**
 * A column gets a new value.
 *
 * @param column place in the target's columns
 * @param value of the column's type and modifier
 */
public record Assignment(int column, Expr value) {}

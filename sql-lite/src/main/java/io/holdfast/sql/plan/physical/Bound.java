package io.holdfast.sql.plan.physical;

import io.holdfast.sql.expr.Expr;

/**
 * An end of a range. A null value leaves no row.
 *
 * @param value over no columns
 * @param inclusive whether the value itself is inside
 */
public record Bound(Expr value, boolean inclusive) {}

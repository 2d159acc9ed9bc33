package io.holdfast.sql.plan.logical;

import io.holdfast.sql.expr.Expr;

/**
 * Before the embedded tree runs, {@code value} of the outer row becomes the value of an ExecParam.
 *
 * @param execParam number of the ExecParam, unique in the statement
 * @param value an expression over the outer row
 */
public record OuterFeed(int execParam, Expr value) {}

/**
 * Typed expressions and their evaluation, row by row.
 *
 * <p>The planner builds trees of {@link io.holdfast.sql.expr.Expr} out of functions and casts that
 * {@code io.holdfast.sql.function} has resolved; the executor evaluates them. Nodes are immutable,
 * compare by structure and may be shared by any threads; all that changes while a statement runs is
 * in its {@link io.holdfast.sql.expr.EvalContext}, which one thread uses at a time. There are no
 * clocks and no randomness here but those the context hands out.
 *
 * <p>Invariants: the operands of a node have exactly the base types its function or operator
 * declares (casts are nodes of their own); evaluation never changes a value it was given; an
 * operator with one or two operands allocates nothing but its result.
 */
@NullMarked
package io.holdfast.sql.expr;

import org.jspecify.annotations.NullMarked;

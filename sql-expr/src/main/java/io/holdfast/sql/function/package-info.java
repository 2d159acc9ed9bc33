/**
 * Functions, operators, aggregates and casts, and PostgreSQL's rules for choosing among them.
 *
 * <p>{@link io.holdfast.sql.function.Functions#builtin} is the immutable registry; each area has a
 * class that registers its entries by a signature in text, so that the list reads like
 * documentation. {@link io.holdfast.sql.function.Coercion} turns an argument into what the chosen
 * function declares. Everything here is a pure function of its arguments and the {@link
 * io.holdfast.sql.expr.EvalContext}; any thread may use it.
 *
 * <p>Invariants: lookup by name costs one hash probe; a resolved function has one concrete argument
 * type per argument and never a pseudo-type; the exact result type is PostgreSQL's.
 */
@NullMarked
package io.holdfast.sql.function;

import org.jspecify.annotations.NullMarked;

/**
 * The syntax tree of a statement: immutable records, names folded and unquoted, nothing resolved.
 *
 * <p>Every node knows the place PostgreSQL would report for it: the 1-based character of the text
 * (0 when PostgreSQL would report none); for an operator that is the operator itself, for a
 * function its name. Lists are immutable and empty rather than null. Usable from any thread.
 *
 * <p>What the grammar rewrites, the tree has rewritten: {@code EXTRACT}, {@code TRIM}, {@code AT
 * TIME ZONE} and their like are calls of functions in {@code pg_catalog}, type words are names in
 * {@code pg_catalog}, {@code TABLE t} is a select.
 */
@NullMarked
package io.holdfast.sql.parse.ast;

import org.jspecify.annotations.NullMarked;

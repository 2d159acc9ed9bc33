/**
 * Names and types: a syntax tree becomes bound algebra after PostgreSQL's rules.
 *
 * <p>{@link io.holdfast.sql.plan.analyze.Analyzer} is the door. One analysis is one object tree
 * ({@code Analysis} and the analysers of its areas), used by one thread and thrown away; it reads
 * one catalogue snapshot. Errors carry the code, text, place and hint that PostgreSQL gives; what
 * is not supported is refused with 0A000, never answered wrongly.
 *
 * <p>How names become columns: every query level has a {@code Scope} of range entries, each of
 * whose columns is an expression over the level's FROM row. A name of an outer level becomes an
 * {@code ExecParam} that the sub-query in between is fed with. Aggregates and window functions are
 * collected by their level while its expressions are analysed and stand in these as columns beyond
 * the FROM row until the level's operators are put together.
 */
@NullMarked
package io.holdfast.sql.plan.analyze;

import org.jspecify.annotations.NullMarked;

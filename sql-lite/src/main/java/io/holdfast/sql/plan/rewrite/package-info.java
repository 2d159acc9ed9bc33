/**
 * Rewriting of bound trees by Apache Calcite's rules. The only room that knows Calcite.
 *
 * <p>A tree is cut into <em>islands</em> of filters, projections, plain joins and set operations;
 * everything else (scans, aggregates, sorts, lateral joins, ...) is a leaf of an island, and its
 * own inputs are rewritten on their own. An island goes to Calcite with its expressions opaque:
 * Calcite sees which columns a condition reads, what is a conjunction and which comparison is
 * strict, and neither evaluates nor retypes anything. It moves filters to where their columns come
 * from, turns outer joins into inner ones where a filter above rejects nulls, orders inner joins,
 * and drops projections that do nothing. What comes back has the same columns.
 *
 * <p>Islands without a join, without a filter above anything but a leaf and without two projections
 * in a row never go there: they cannot get better. An island whose expressions are volatile does
 * not go either: moving them would change how often they are evaluated.
 *
 * <p>Pure functions on the session's thread. Calcite caches generated metadata code of its own,
 * process-wide; the first use costs some hundred milliseconds, which {@link
 * io.holdfast.sql.plan.rewrite.CalciteRewriter#warmUp} spends at start.
 */
@NullMarked
package io.holdfast.sql.plan.rewrite;

import org.jspecify.annotations.NullMarked;

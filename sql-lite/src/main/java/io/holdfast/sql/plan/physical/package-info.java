/**
 * How a statement is run: an immutable tree of records, made once, cached, shared by all sessions.
 *
 * <p>{@link io.holdfast.sql.plan.physical.PhysicalPlanner} turns the bound algebra into it: it
 * chooses how the rows of each table are reached (a key, a set of keys, a range of keys, all), in
 * which order and by which algorithm tables are joined, and what is sorted or hashed. The choice
 * rests on guesses of row counts; every choice gives the same rows. What a sub-query reads that is
 * the same for all outer rows may be kept while the statement runs ({@link
 * io.holdfast.sql.plan.physical.IndexedRows}); whether it is shows at run time.
 *
 * <p>Invariants: a plan holds no session state, no timestamp and nothing of the optimiser; values
 * that differ from one execution to the next are {@code Param}s and {@code ExecParam}s. It is valid
 * for the versions of the tables it names ({@link io.holdfast.sql.plan.physical.PlanFacts#tables}).
 * Any thread may use it.
 */
@NullMarked
package io.holdfast.sql.plan.physical;

import org.jspecify.annotations.NullMarked;

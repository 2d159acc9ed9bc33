/**
 * One connection's state and the path of a statement through the rooms behind it: settings,
 * prepared statements, portals, the transaction block, then normalise, plan (or find the plan),
 * execute, complete.
 *
 * <p>A session belongs to one thread at a time and blocks only through the node's runtime, so that
 * it runs on the threads of a server and on the cooperative threads of a simulation alike. Results
 * are pushed row by row into a {@link io.holdfast.sql.session.ResultSink}; no result is ever
 * collected. A command is complete only when what it did is committed, unless a transaction block
 * is open. Only {@link io.holdfast.sql.session.SqlSession#cancel} may be called from other threads.
 */
@NullMarked
package io.holdfast.sql.session;

import org.jspecify.annotations.NullMarked;

/**
 * From a parsed statement to a plan that can be run many times.
 *
 * <p>The rooms, in the order of the data: {@code analyze} gives names and types their meaning,
 * {@code logical} is the algebra it answers with, {@code rewrite} turns one algebra tree into a
 * better one, {@code physical} chooses access paths and joins, {@code fast} and {@code cache} are
 * the short ways round. Everything here is a pure function of its arguments and runs on the thread
 * of the session that asks.
 */
@NullMarked
package io.holdfast.sql.plan;

import org.jspecify.annotations.NullMarked;

/**
 * A SQL node put together: {@link io.holdfast.sql.server.SqlEngine} is everything but sockets, for
 * {@link io.holdfast.sql.server.SqlServer}, which adds them, and for Java callers and simulations,
 * which open {@link io.holdfast.sql.server.SqlConnection}s.
 *
 * <p>An engine is shared by all threads; sessions run on the threads of their callers. What a node
 * keeps (plans, the leased catalogue, row locks) can be lost at any time: nodes beside each other
 * know nothing of one another but what is in the cluster.
 */
@NullMarked
package io.holdfast.sql.server;

import org.jspecify.annotations.NullMarked;

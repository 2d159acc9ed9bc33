/**
 * Sockets and threads of the PostgreSQL protocol: bytes come in on Netty's loops, are cut into
 * frames there, and wait in a bounded queue for the connection's own thread.
 *
 * <p>The only package below {@code io.holdfast.sql} with threads of its own and with secrets that
 * no seed decides. A loop never waits: it cuts, answers the start-up negotiation and hands over. A
 * connection's thread waits in its queue for frames, and in its sink while the client reads slowly.
 * A client that sends faster than its statements run is not read any more; one that is gone has its
 * statement cancelled and its transaction rolled back.
 */
@NullMarked
package io.holdfast.sql.pgwire.netty;

import org.jspecify.annotations.NullMarked;

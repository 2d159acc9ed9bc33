/**
 * PostgreSQL's protocol 3.0 without sockets and threads: bytes are cut into frames, frames drive a
 * {@link io.holdfast.sql.session.SqlSession}, answers are encoded into one growing buffer that is
 * handed on in pieces.
 *
 * <p>{@link io.holdfast.sql.pgwire.WireConnection#run} is called by the connection's thread and
 * blocks in {@link io.holdfast.sql.pgwire.FrameSource} and {@link io.holdfast.sql.pgwire.ByteSink}
 * only. {@link io.holdfast.sql.pgwire.FrameCutter} and {@link io.holdfast.sql.pgwire.Startup} never
 * block: a network thread may run them. Bytes that are no protocol end their own connection with
 * 08P01 and nothing else; what one connection holds in memory is bounded by the largest message,
 * received bytes only.
 */
@NullMarked
package io.holdfast.sql.pgwire;

import org.jspecify.annotations.NullMarked;

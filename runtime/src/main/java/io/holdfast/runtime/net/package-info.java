/**
 * Channels and servers as an injected seam: {@link io.holdfast.runtime.net.Network}, and its
 * production form on gRPC over Netty, {@link io.holdfast.runtime.net.NettyNetwork}.
 *
 * <p>Call-backs run directly on the network threads, which are few: they hop to the loop that owns
 * the state and never block. Neither deadlines nor retries of gRPC are used; both are the caller's.
 */
@NullMarked
package io.holdfast.runtime.net;

import org.jspecify.annotations.NullMarked;

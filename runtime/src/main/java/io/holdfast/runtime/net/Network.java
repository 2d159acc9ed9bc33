package io.holdfast.runtime.net;

import io.grpc.ManagedChannel;
import io.grpc.ServerServiceDefinition;
import java.io.IOException;
import java.util.List;

/**
 * gRPC channels and servers of one node: Netty in production, a seeded virtual network under
 * simulation. Callers use ordinary generated stubs.
 *
 * <p>Call-backs of clients and handlers of services run on a thread of the network (in simulation:
 * on the node's own network loop); they must hop to the loop that owns the state and never block.
 * Deadlines of gRPC are not used: timeouts are timers of the caller's loop.
 */
public interface Network {
  /**
   * Largest message either way. A store answers in pages of some megabytes, or with 64 MiB and one
   * value more where a caller must have all at once; a request larger than any limit of a store
   * still gets there, so that it is refused in the words of that limit.
   */
  int MESSAGE_BYTES_MAX = 96 << 20;

  /**
   * A channel to {@code target}. Connects lazily and again after failures; calls to a dead peer
   * fail with {@code UNAVAILABLE}. The caller closes it with {@code shutdownNow()}.
   */
  ManagedChannel connect(Address target);

  /** Serves {@code services} at {@code bind} until closed. Fails when the port is taken. */
  BoundServer serve(Address bind, List<ServerServiceDefinition> services) throws IOException;

  /** A server that is listening. */
  interface BoundServer extends AutoCloseable {
    /** Where it really listens (a port of 0 resolved). */
    Address address();

    /** Stops at once: open calls fail with {@code UNAVAILABLE}. */
    @Override
    void close();
  }
}

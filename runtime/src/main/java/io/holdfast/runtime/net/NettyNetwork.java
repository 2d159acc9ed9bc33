package io.holdfast.runtime.net;

import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.ChannelOption;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * gRPC over Netty for one node. Handlers and call-backs run directly on the network threads: a
 * hand-over to an executor would multiply the cost of a call, and all our handlers only hop to a
 * loop.
 *
 * <p>Thread-safe. Knows its open servers and channels, so that the end of a node drops them all.
 */
public final class NettyNetwork implements Network, AutoCloseable {
  /** Bytes in flight per stream and connection; two large messages. */
  private static final int FLOW_WINDOW_BYTES = 4 * 1024 * 1024;

  /** Published clients ping every 10 s, also without calls; the default would drop them. */
  private static final long KEEP_ALIVE_PERMITTED_SECONDS = 5;

  private static final long KEEP_ALIVE_SECONDS = 10;
  private static final long KEEP_ALIVE_TIMEOUT_SECONDS = 3;
  private static final int CONNECT_TIMEOUT_MILLIS = 2_000;

  private final NettyTransport transport;
  private final Object lock = new Object();
  private final List<ManagedChannel> channels = new ArrayList<>(); // Guarded by lock.
  private final List<Server> servers = new ArrayList<>(); // Guarded by lock.
  private boolean closed; // Guarded by lock.

  /** A network on the threads of {@code transport}, which it does not close. */
  public NettyNetwork(NettyTransport transport) {
    this.transport = transport;
  }

  @Override
  public ManagedChannel connect(Address target) {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress(target.host(), target.port())
            .usePlaintext()
            .eventLoopGroup(transport.group())
            .channelType(transport.channelType())
            .directExecutor()
            .offloadExecutor(transport.resolver())
            .maxInboundMessageSize(MESSAGE_BYTES_MAX)
            .flowControlWindow(FLOW_WINDOW_BYTES)
            .keepAliveTime(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
            .keepAliveTimeout(KEEP_ALIVE_TIMEOUT_SECONDS, TimeUnit.SECONDS)
            .disableRetry() // Repetition is the caller's decision, and only sometimes safe.
            .withOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MILLIS)
            .build();
    synchronized (lock) {
      channels.removeIf(ManagedChannel::isShutdown);
      channels.add(channel);
      if (closed) {
        channel.shutdownNow();
      }
    }
    new Reconnect(channel, transport.group()).watch();
    return channel;
  }

  @Override
  public BoundServer serve(Address bind, List<ServerServiceDefinition> services)
      throws IOException {
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(new InetSocketAddress(bind.host(), bind.port()))
            .bossEventLoopGroup(transport.group())
            .workerEventLoopGroup(transport.group())
            .channelType(transport.serverChannelType())
            .directExecutor()
            .maxInboundMessageSize(MESSAGE_BYTES_MAX)
            .flowControlWindow(FLOW_WINDOW_BYTES)
            .permitKeepAliveTime(KEEP_ALIVE_PERMITTED_SECONDS, TimeUnit.SECONDS)
            .permitKeepAliveWithoutCalls(true)
            .withOption(ChannelOption.SO_REUSEADDR, true);
    services.forEach(builder::addService);
    Server server = builder.build();
    synchronized (lock) {
      if (closed) {
        throw new IOException("the network of this node is closed");
      }
      servers.removeIf(Server::isTerminated);
      servers.add(server);
    }
    try {
      server.start();
    } catch (IOException e) {
      server.shutdownNow();
      throw new IOException("cannot listen on " + bind + ": " + rootMessage(e), e);
    }
    return new NettyServer(server, new Address(bind.host(), server.getPort()));
  }

  /** Drops all connections and stops listening, without waiting. */
  @Override
  public void close() {
    List<ManagedChannel> openChannels;
    List<Server> openServers;
    synchronized (lock) {
      closed = true;
      openChannels = List.copyOf(channels);
      openServers = List.copyOf(servers);
    }
    openServers.forEach(Server::shutdownNow);
    openChannels.forEach(ManagedChannel::shutdownNow);
  }

  /** Waits until the ports are free again; false when {@code wait} passed first. */
  public boolean awaitClosed(Duration wait) throws InterruptedException {
    List<Server> openServers;
    synchronized (lock) {
      openServers = List.copyOf(servers);
    }
    for (Server server : openServers) {
      if (!server.awaitTermination(wait.toNanos(), TimeUnit.NANOSECONDS)) {
        return false;
      }
    }
    return true;
  }

  private static String rootMessage(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage());
  }

  private record NettyServer(Server server, Address address) implements BoundServer {
    /** A restart binds the same port at once, so the old socket must be gone. */
    private static final long PORT_FREE_SECONDS_MAX = 2;

    @Override
    public void close() {
      server.shutdownNow();
      try {
        server.awaitTermination(PORT_FREE_SECONDS_MAX, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}

package io.holdfast.sql.pgwire.netty;

import io.holdfast.runtime.net.Address;
import io.holdfast.sql.pgwire.SessionOpener;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Listens for PostgreSQL clients. Thread-safe. */
public final class SqlListener implements AutoCloseable {
  /** Loops only move bytes; statements run on the connections' threads. */
  private static final int LOOP_THREADS = 1;

  private static final int BACKLOG = 256;

  /** Bytes per connection that wait to be written: one piece under way, the next one ready. */
  private static final int WRITE_LOW_BYTES = 64 * 1024;

  private static final int WRITE_HIGH_BYTES = 256 * 1024;

  /** Sessions stop at their next look at the cancel flag; what takes longer is cut off. */
  private static final Duration END_WAIT = Duration.ofSeconds(5);

  private final EventLoopGroup loops;
  private final Connections connections;
  private final ChannelGroup channels = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private final BackgroundThreads background;
  private final Channel listening;
  private final Address address;

  private SqlListener(
      String name, Address bind, EventLoopGroup loops, Connections connections, int messageBytesMax)
      throws IOException {
    this.background = new BackgroundThreads(name);
    this.loops = loops;
    this.connections = connections;
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(loops)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.SO_KEEPALIVE, true)
            .childOption(
                ChannelOption.WRITE_BUFFER_WATER_MARK,
                new WriteBufferWaterMark(WRITE_LOW_BYTES, WRITE_HIGH_BYTES))
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channels.add(channel);
                    channel
                        .pipeline()
                        .addLast(new NettyConnection(channel, connections, messageBytesMax));
                  }
                });
    ChannelFuture bound =
        bootstrap.bind(new InetSocketAddress(bind.host(), bind.port())).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new IOException(
          "cannot listen on " + bind + ": " + bound.cause().getMessage(), bound.cause());
    }
    this.listening = bound.channel();
    this.address =
        new Address(bind.host(), ((InetSocketAddress) listening.localAddress()).getPort());
  }

  /**
   * Starts to listen.
   *
   * @param name of the node, for its threads
   * @param bind port 0: any free one
   * @param connectionsMax sessions at a time; further clients are told 53300
   * @param messageBytesMax largest message of a client
   */
  public static SqlListener open(
      String name, Address bind, int connectionsMax, int messageBytesMax, SessionOpener opener)
      throws IOException {
    EventLoopGroup loops =
        new NioEventLoopGroup(LOOP_THREADS, new DefaultThreadFactory(name + "/pgwire", true));
    Connections connections = new Connections(name, connectionsMax, opener);
    try {
      return new SqlListener(name, bind, loops, connections, messageBytesMax);
    } catch (IOException | RuntimeException e) {
      endLoops(loops);
      throw e;
    }
  }

  /** Where it listens. */
  public Address address() {
    return address;
  }

  /** Sessions open now. */
  public int connections() {
    return connections.count();
  }

  /** Runs something that may block on a thread beside the sessions'; interrupted at the end. */
  public void inBackground(String name, Runnable task) {
    background.start(name, task);
  }

  /** Stops listening, ends all sessions (57P01) and closes their sockets. */
  @Override
  public void close() {
    listening.close().awaitUninterruptibly();
    background.close();
    try {
      connections.endAll(END_WAIT.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    channels.close().awaitUninterruptibly(END_WAIT.toMillis());
    endLoops(loops);
  }

  private static void endLoops(EventLoopGroup loops) {
    var unused = loops.shutdownGracefully(0, END_WAIT.toSeconds(), TimeUnit.SECONDS);
  }
}

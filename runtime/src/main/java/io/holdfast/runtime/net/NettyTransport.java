package io.holdfast.runtime.net;

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The network threads of a process: one small group of event loops that serves accepted and opened
 * connections alike (epoll where the machine has it), and one thread for name look-ups, which
 * block. Nodes in one JVM may share a transport; whoever created it closes it last.
 *
 * <p>Thread-safe.
 */
public final class NettyTransport implements AutoCloseable {
  /** One event loop answers more requests than the rest of a store on two cores can serve. */
  public static final int THREADS_DEFAULT = 1;

  private static final long RESOLVER_IDLE_SECONDS = 5;

  private final EventLoopGroup group;
  private final Class<? extends Channel> channelType;
  private final Class<? extends ServerChannel> serverChannelType;
  private final ThreadPoolExecutor resolver;

  /** Starts lazily: threads appear with the first connection. */
  public NettyTransport(String name, int threads) {
    DefaultThreadFactory factory = new DefaultThreadFactory(name + "/net", true);
    if (Epoll.isAvailable()) {
      group = new EpollEventLoopGroup(threads, factory);
      channelType = EpollSocketChannel.class;
      serverChannelType = EpollServerSocketChannel.class;
    } else {
      group = new NioEventLoopGroup(threads, factory);
      channelType = NioSocketChannel.class;
      serverChannelType = NioServerSocketChannel.class;
    }
    resolver =
        new ThreadPoolExecutor(
            0,
            1,
            RESOLVER_IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(), // At most one look-up per channel is under way.
            new DefaultThreadFactory(name + "/resolve", true),
            new ThreadPoolExecutor.DiscardPolicy());
  }

  /** True when the native transport of the platform is used. */
  public boolean isNative() {
    return channelType == EpollSocketChannel.class;
  }

  EventLoopGroup group() {
    return group;
  }

  Class<? extends Channel> channelType() {
    return channelType;
  }

  Class<? extends ServerChannel> serverChannelType() {
    return serverChannelType;
  }

  ThreadPoolExecutor resolver() {
    return resolver;
  }

  /** Ends the threads, without waiting for them. */
  @Override
  public void close() {
    resolver.shutdown();
    var unused = group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }
}

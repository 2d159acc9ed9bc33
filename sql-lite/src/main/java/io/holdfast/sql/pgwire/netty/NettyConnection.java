package io.holdfast.sql.pgwire.netty;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.pgwire.Frame;
import io.holdfast.sql.pgwire.FrameCutter;
import io.holdfast.sql.pgwire.Startup;
import io.holdfast.sql.pgwire.WireConnection;
import io.holdfast.sql.session.SessionEndedException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One socket, on its loop: cuts bytes into frames, negotiates the start, hands over the rest. */
final class NettyConnection extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(NettyConnection.class);

  /** A client asks for TLS and for GSSAPI, once each, before it starts in the clear. */
  private static final int ENCRYPT_REQUESTS_MAX = 2;

  /** What has not begun a session after this long is dropped. */
  private static final long STARTUP_SECONDS_MAX = 60;

  private static final int NO_SESSION = 0;

  private final Channel channel;
  private final Connections connections;
  private final FrameCutter cutter;
  private final InboundQueue queue;
  private final ChannelSink sink;
  private byte[] chunk = {};
  private int encryptRequests;
  private int processId = NO_SESSION;
  private boolean over;

  NettyConnection(Channel channel, Connections connections, int messageBytesMax) {
    this.channel = channel;
    this.connections = connections;
    this.cutter = new FrameCutter(messageBytesMax);
    this.queue = new InboundQueue(channel);
    this.sink = new ChannelSink(channel);
  }

  Channel channel() {
    return channel;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    var unused =
        channel
            .eventLoop()
            .schedule(
                () -> {
                  if (processId == NO_SESSION) {
                    var unusedClose = channel.close();
                  }
                },
                STARTUP_SECONDS_MAX,
                TimeUnit.SECONDS);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    try {
      int length = bytes.readableBytes();
      if (chunk.length < length) {
        chunk = new byte[length];
      }
      bytes.readBytes(chunk, 0, length);
      if (!over) {
        cutter.feed(chunk, 0, length, this::frame);
      }
    } catch (SqlException e) {
      broken(e);
    } finally {
      bytes.release();
    }
  }

  private void frame(Frame frame) {
    if (over) {
      return;
    }
    if (processId != NO_SESSION) {
      queue.put(frame);
      return;
    }
    Startup request = Startup.read(frame);
    if (request instanceof Startup.Encrypt) {
      encryptRequests++;
      if (encryptRequests > ENCRYPT_REQUESTS_MAX) {
        throw new SqlException(
            SqlState.PROTOCOL_VIOLATION, "received unencrypted data after SSL request");
      }
      var unused = channel.writeAndFlush(Unpooled.wrappedBuffer(new byte[] {'N'}));
    } else if (request instanceof Startup.Cancel cancel) {
      connections.cancel(cancel);
      over = true;
      var unused = channel.close();
    } else if (request instanceof Startup.Begin begin) {
      cutter.startupIsOver();
      processId = connections.start(begin, queue, sink, this);
    }
  }

  private void broken(SqlException error) {
    over = true;
    if (processId != NO_SESSION) {
      queue.endAfterFrames(new SessionEndedException(error));
      return;
    }
    channel
        .writeAndFlush(Unpooled.wrappedBuffer(WireConnection.fatal(error)))
        .addListener(ChannelFutureListener.CLOSE);
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    sink.wake();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    queue.close();
    sink.wake();
    if (processId != NO_SESSION) {
      connections.abandoned(processId);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (!(cause instanceof IOException)) {
      LOG.error("connection from {} failed", channel.remoteAddress(), cause);
    }
    var unused = channel.close();
  }
}

package io.holdfast.sql.pgwire.netty;

import io.holdfast.sql.pgwire.ByteSink;
import io.holdfast.sql.session.PeerGoneException;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Bytes to the client; the connection's thread waits while Netty holds enough of them. */
final class ChannelSink implements ByteSink {
  /** A missed wake-up would only cost this much. */
  private static final long LOOK_AGAIN_MILLIS = 1_000;

  private final Channel channel;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition writable = lock.newCondition();

  ChannelSink(Channel channel) {
    this.channel = channel;
  }

  @Override
  public void write(byte[] bytes, int length) {
    awaitWritable();
    ByteBuf copy = channel.alloc().buffer(length);
    copy.writeBytes(bytes, 0, length);
    // A failed write closes the channel, which ends the session.
    var unused = channel.writeAndFlush(copy, channel.voidPromise());
  }

  private void awaitWritable() {
    lock.lock();
    try {
      while (!channel.isWritable() && channel.isActive()) {
        var unused = writable.await(LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PeerGoneException("interrupted while writing to the client");
    } finally {
      lock.unlock();
    }
    if (!channel.isActive()) {
      throw new PeerGoneException("the client has closed the connection");
    }
  }

  /** Loop: writability has changed, or the channel is closed. */
  void wake() {
    lock.lock();
    try {
      writable.signalAll();
    } finally {
      lock.unlock();
    }
  }
}

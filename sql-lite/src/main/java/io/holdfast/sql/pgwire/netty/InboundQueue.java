package io.holdfast.sql.pgwire.netty;

import io.holdfast.sql.pgwire.Frame;
import io.holdfast.sql.pgwire.FrameSource;
import io.holdfast.sql.session.PeerGoneException;
import io.holdfast.sql.session.SessionEndedException;
import io.netty.channel.Channel;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Frames between the loop, which puts, and the connection's thread, which takes. */
final class InboundQueue implements FrameSource {
  /** Above this the client is not read any more; a single frame may be larger. */
  static final int QUEUED_BYTES_HIGH = 1024 * 1024;

  /** Below this it is read again. */
  static final int QUEUED_BYTES_LOW = 256 * 1024;

  /** A small frame costs more memory than it has bytes. */
  private static final int FRAME_OVERHEAD_BYTES = 64;

  private final Channel channel;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ArrayDeque<Frame> frames = new ArrayDeque<>(); // Guarded by lock, as all below.
  private long queuedBytes;
  private boolean reading = true;
  private boolean closed;
  private @Nullable SessionEndedException afterFrames;
  private @Nullable SessionEndedException now;

  InboundQueue(Channel channel) {
    this.channel = channel;
  }

  /** Loop: one more frame. */
  void put(Frame frame) {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      frames.add(frame);
      queuedBytes += frame.wireBytes() + FRAME_OVERHEAD_BYTES;
      if (reading && queuedBytes >= QUEUED_BYTES_HIGH) {
        reading = false;
        channel.config().setAutoRead(false);
      }
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Loop: the client is gone. What it sent and nobody has begun is not done any more. */
  void close() {
    lock.lock();
    try {
      closed = true;
      frames.clear();
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Loop: nothing that follows makes sense. */
  void endAfterFrames(SessionEndedException reason) {
    lock.lock();
    try {
      afterFrames = reason;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Any thread: the session ends as soon as it looks for its next frame. */
  void endNow(SessionEndedException reason) {
    lock.lock();
    try {
      now = reason;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public @Nullable Frame next(long waitNanosMax) {
    lock.lock();
    try {
      long restNanos = waitNanosMax;
      while (frames.isEmpty() && !closed && now == null && afterFrames == null) {
        if (waitNanosMax == 0) {
          changed.await(1, TimeUnit.DAYS);
        } else if (restNanos <= 0) {
          return null;
        } else {
          restNanos = changed.awaitNanos(restNanos);
        }
      }
      if (now != null) {
        throw now;
      }
      Frame frame = frames.poll();
      if (frame == null && !closed && afterFrames != null) {
        throw afterFrames;
      }
      return frame == null ? null : taken(frame);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PeerGoneException("interrupted while waiting for the client");
    } finally {
      lock.unlock();
    }
  }

  private Frame taken(Frame frame) {
    queuedBytes -= frame.wireBytes() + FRAME_OVERHEAD_BYTES;
    if (!reading && queuedBytes <= QUEUED_BYTES_LOW) {
      reading = true;
      channel.config().setAutoRead(true);
    }
    return frame;
  }

  @Override
  public @Nullable Frame peek() {
    lock.lock();
    try {
      return frames.peek();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean ended() {
    lock.lock();
    try {
      return closed && frames.isEmpty();
    } finally {
      lock.unlock();
    }
  }
}

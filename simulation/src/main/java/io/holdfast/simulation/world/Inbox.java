package io.holdfast.simulation.world;

import io.grpc.KnownLength;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.runtime.base.Invariant;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The receiving end of one direction: messages wait until they are asked for (flow control), the
 * last frame waits for all messages. Runs on the receiving node's network loop.
 */
final class Inbox {
  private final SimLoop loop;
  private final Consumer<Bytes> onMessage;
  private final Consumer<WireFrame> onLast;
  private final ArrayDeque<Bytes> messages = new ArrayDeque<>();
  private @Nullable WireFrame last;
  private int requested;
  private boolean draining;
  private boolean closed;

  Inbox(SimLoop loop, Consumer<Bytes> onMessage, Consumer<WireFrame> onLast) {
    this.loop = loop;
    this.onMessage = onMessage;
    this.onLast = onLast;
  }

  void request(int count) {
    requested += count;
    if (!draining) {
      loop.execute(this::drain);
    }
  }

  void message(Bytes bytes) {
    messages.add(bytes);
    drain();
  }

  /** Nothing comes after this; delivered behind all messages. */
  void last(WireFrame frame) {
    if (last == null) {
      last = frame;
      drain();
    }
  }

  void close() {
    closed = true;
    messages.clear();
  }

  private void drain() {
    if (draining) {
      return;
    }
    draining = true;
    try {
      while (!closed && requested > 0 && !messages.isEmpty()) {
        requested--;
        onMessage.accept(messages.remove());
      }
    } finally {
      draining = false;
    }
    WireFrame end = last;
    if (!closed && end != null && messages.isEmpty()) {
      closed = true;
      onLast.accept(end);
    }
  }

  static Bytes read(InputStream stream) {
    try (InputStream in = stream) {
      if (in instanceof KnownLength && in.available() > 0) {
        byte[] whole = new byte[in.available()];
        int length = in.readNBytes(whole, 0, whole.length);
        Invariant.check(
            length == whole.length && in.read() < 0,
            "A message has another length than it says",
            "said",
            whole.length,
            "read",
            length);
        return Bytes.wrap(whole);
      }
      return Bytes.wrap(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException("a message cannot be serialized", e);
    }
  }

  static InputStream stream(Bytes bytes) {
    return new MessageStream(bytes);
  }

  /** Says how long it is, so that the message is read in one go. */
  private static final class MessageStream extends ByteArrayInputStream implements KnownLength {
    MessageStream(Bytes bytes) {
      super(bytes.readOnlyArray());
    }
  }
}

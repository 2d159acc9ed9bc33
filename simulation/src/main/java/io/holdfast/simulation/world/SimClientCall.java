package io.holdfast.simulation.world;

import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.runtime.net.Address;
import io.holdfast.runtime.net.Network;
import org.jspecify.annotations.Nullable;

/**
 * The client's end of a call. All call-backs run on the network loop of the client's node, in
 * order, and nothing follows {@code onClose}.
 */
final class SimClientCall<Q, R> extends ClientCall<Q, R> {
  private final SimChannel channel;
  private final MethodDescriptor<Q, R> method;
  private final SimLoop loop;
  private final Inbox inbox;
  private @Nullable Listener<R> listener;
  private @Nullable Exchange exchange;
  private boolean halfClosed;
  private boolean done;

  SimClientCall(SimChannel channel, MethodDescriptor<Q, R> method) {
    this.channel = channel;
    this.method = method;
    this.loop = channel.runtime().netLoop();
    this.inbox = new Inbox(loop, this::deliver, this::deliverClose);
  }

  @Override
  public void start(Listener<R> responses, Metadata headers) {
    channel.network().world().checkCaller("ClientCall.start");
    if (listener != null) {
      throw new IllegalStateException("Already started");
    }
    listener = responses;
    Address target = channel.target();
    SimNode server = channel.isShutdown() ? null : channel.network().ownerOf(target);
    if (server == null) {
      String why = channel.isShutdown() ? "Channel shutdown invoked" : "unknown host: " + target;
      WireFrame broken = WireFrame.broken(Status.UNAVAILABLE.withDescription(why));
      loop.execute(() -> inbox.last(broken));
      return;
    }
    Exchange opened = new Exchange(channel, this, method.getFullMethodName(), server);
    exchange = opened;
    loop.execute(
        () -> {
          if (!done) {
            responses.onReady();
          }
        });
    opened.sendToServer(WireFrame.headers(headers));
  }

  @Override
  public void request(int numMessages) {
    inbox.request(numMessages);
  }

  @Override
  public void cancel(@Nullable String message, @Nullable Throwable cause) {
    channel.network().world().checkCaller("ClientCall.cancel");
    if (done || listener == null) {
      return;
    }
    Status status = Status.CANCELLED.withCause(cause);
    if (message != null) {
      status = status.withDescription(message);
    }
    abort(status);
  }

  private void abort(Status status) {
    inbox.close();
    if (exchange != null) {
      exchange.clientCancelled(status.withCause(null));
    }
    loop.execute(() -> close(status, new Metadata()));
  }

  @Override
  public void halfClose() {
    if (halfClosed) {
      throw new IllegalStateException("call already half-closed");
    }
    halfClosed = true;
    if (exchange != null && !done) {
      exchange.sendToServer(WireFrame.halfClose());
    }
  }

  @Override
  public void sendMessage(Q message) {
    channel.network().world().checkCaller("ClientCall.sendMessage");
    if (halfClosed) {
      throw new IllegalStateException("call was half-closed");
    }
    Bytes bytes = Inbox.read(method.streamRequest(message));
    if (exchange != null && !done) {
      exchange.sendToServer(WireFrame.message(bytes));
    }
  }

  /** A frame of the server, or the news that none will come. */
  void arrived(WireFrame frame) {
    loop.arrive(() -> onLoop(frame));
  }

  private void onLoop(WireFrame frame) {
    if (done) {
      return;
    }
    switch (frame.kind()) {
      case HEADERS -> listener().onHeaders(frame.metadataOrEmpty());
      case MESSAGE -> inbox.message(frame.bytesOrEmpty());
      case CLOSE -> inbox.last(frame);
      case BROKEN -> {
        inbox.close(); // As gRPC does: an error overtakes messages not asked for yet.
        close(frame.statusOrUnavailable(), frame.metadataOrEmpty());
      }
      case HALF_CLOSE, CANCEL -> throw new IllegalStateException("not for a client: " + frame);
    }
  }

  private void deliver(Bytes bytes) {
    if (bytes.length() > Network.MESSAGE_BYTES_MAX) {
      abort(WireFrame.tooLarge(bytes));
      return;
    }
    R message;
    try {
      message = method.parseResponse(Inbox.stream(bytes));
    } catch (StatusRuntimeException e) {
      abort(e.getStatus()); // Damaged on its way beyond recognition.
      return;
    }
    listener().onMessage(message);
  }

  private void deliverClose(WireFrame frame) {
    close(frame.statusOrUnavailable(), frame.metadataOrEmpty());
  }

  private void close(Status status, Metadata trailers) {
    if (!done) {
      done = true;
      listener().onClose(status, trailers);
    }
  }

  private Listener<R> listener() {
    Listener<R> started = listener;
    if (started == null) {
      throw new IllegalStateException("Not started");
    }
    return started;
  }
}

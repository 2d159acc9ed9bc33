package io.holdfast.simulation.world;

import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerMethodDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.runtime.net.Network;
import org.jspecify.annotations.Nullable;

/** The server's end of a call. All call-backs run on the network loop of the server's node. */
final class SimServerCall<Q, R> extends ServerCall<Q, R> {
  private final Exchange exchange;
  private final SimServer server;
  private final ServerMethodDefinition<Q, R> definition;
  private final SimLoop loop;
  private final Inbox inbox;
  private @Nullable Listener<Q> listener;
  private boolean closed;
  private boolean damaged;
  private boolean cancelled;
  private boolean finished;

  private SimServerCall(
      Exchange exchange, SimServer server, ServerMethodDefinition<Q, R> definition) {
    this.exchange = exchange;
    this.server = server;
    this.definition = definition;
    this.loop = server.runtime().netLoop();
    this.inbox = new Inbox(loop, this::deliver, frame -> listener().onHalfClose());
  }

  static <Q, R> SimServerCall<Q, R> create(
      Exchange exchange, SimServer server, ServerMethodDefinition<Q, R> definition) {
    return new SimServerCall<>(exchange, server, definition);
  }

  void begin(Metadata headers) {
    loop.execute(
        () -> {
          listener = definition.getServerCallHandler().startCall(this, headers);
          listener().onReady();
        });
  }

  /** A frame of the client, or the news that none will come. */
  void arrived(WireFrame frame) {
    loop.arrive(() -> onLoop(frame));
  }

  private void onLoop(WireFrame frame) {
    if (finished) {
      if (frame.kind() == WireFrame.Kind.CANCEL || frame.kind() == WireFrame.Kind.BROKEN) {
        exchange.end(); // A cancellation crossed the last answer: nobody waits for anything.
      }
      return;
    }
    switch (frame.kind()) {
      case MESSAGE -> {
        if (!closed) {
          inbox.message(frame.bytesOrEmpty());
        }
      }
      case HALF_CLOSE -> {
        if (!closed) {
          inbox.last(frame);
        }
      }
      case CANCEL, BROKEN -> cancelled();
      case HEADERS, CLOSE -> throw new IllegalStateException("not for a server: " + frame);
    }
  }

  private void cancelled() {
    finished = true;
    inbox.close();
    exchange.end();
    if (closed) {
      listener().onComplete(); // All was sent; that it did not arrive is the client's knowledge.
    } else {
      cancelled = true;
      listener().onCancel();
    }
  }

  private void deliver(Bytes bytes) {
    if (bytes.length() > Network.MESSAGE_BYTES_MAX) {
      end(WireFrame.tooLarge(bytes));
      return;
    }
    Q message;
    try {
      message = definition.getMethodDescriptor().parseRequest(Inbox.stream(bytes));
    } catch (StatusRuntimeException e) {
      end(e.getStatus()); // Damaged on its way beyond recognition.
      return;
    }
    listener().onMessage(message);
  }

  /** By the transport: the service does not know yet, and what it says from now on is lost. */
  private void end(Status status) {
    if (!closed) {
      close(status, new Metadata());
      damaged = true;
    }
  }

  @Override
  public void request(int numMessages) {
    inbox.request(numMessages);
  }

  @Override
  public void sendHeaders(Metadata headers) {
    if (!cancelled) {
      exchange.sendToClient(WireFrame.headers(headers));
    }
  }

  @Override
  public void sendMessage(R message) {
    exchange.network().world().checkCaller("ServerCall.sendMessage");
    if (damaged) {
      return;
    }
    if (closed) {
      throw new IllegalStateException("call is closed");
    }
    Bytes bytes = Inbox.read(definition.getMethodDescriptor().streamResponse(message));
    if (!cancelled) {
      exchange.sendToClient(WireFrame.message(bytes));
    }
  }

  @Override
  public void close(Status status, Metadata trailers) {
    exchange.network().world().checkCaller("ServerCall.close");
    if (damaged) {
      return;
    }
    if (closed) {
      throw new IllegalStateException("call already closed");
    }
    closed = true;
    if (cancelled) {
      return;
    }
    exchange.sendToClient(WireFrame.close(status, trailers));
    loop.execute(
        () -> {
          if (!finished) {
            finished = true;
            inbox.close();
            listener().onComplete();
          }
        });
  }

  @Override
  public boolean isCancelled() {
    return cancelled;
  }

  @Override
  public String getAuthority() {
    return server.address().toString();
  }

  @Override
  public MethodDescriptor<Q, R> getMethodDescriptor() {
    return definition.getMethodDescriptor();
  }

  private Listener<Q> listener() {
    Listener<Q> started = listener;
    if (started == null) {
      throw new IllegalStateException("call not started: " + getMethodDescriptor());
    }
    return started;
  }
}

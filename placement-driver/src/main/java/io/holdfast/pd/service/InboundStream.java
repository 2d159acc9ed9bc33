package io.holdfast.pd.service;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.holdfast.runtime.loop.EventLoop;

/**
 * The server's end of a stream of requests. Everything but the constructor runs on {@code pd-loop}.
 *
 * <p>Messages are asked for in a window: what waits for the loop is bounded by the number of
 * streams times {@link #WINDOW}, so messages need no admission of their own. While the client does
 * not read its answers no further messages are asked for, so what waits for the network is bounded
 * likewise; who is sent more than that without having asked is dropped.
 */
abstract class InboundStream<Q, R> {
  /** Messages of one stream that may wait for the loop. */
  static final int WINDOW = 256;

  /** Answers that may wait for a client that does not read: those of a whole window, and orders. */
  static final int UNREAD_MAX = 4 * WINDOW;

  private final StreamObserver<R> out;
  private int owed; // Messages to ask for once the client reads again.
  private int unread; // Sent since the client was last seen to read.
  private boolean closed;

  /** Where the stream's events run. */
  record Hop(EventLoop loop) {}

  InboundStream(Hop hop, StreamObserver<R> out) {
    this.out = out;
    if (out instanceof ServerCallStreamObserver<R> call) {
      call.disableAutoRequest();
      call.setOnCancelHandler(() -> hop.loop().execute(this::cancelled));
      call.setOnReadyHandler(() -> hop.loop().execute(this::readsAgain));
      call.request(WINDOW);
    }
  }

  /** The receiver of requests for gRPC; it hops to the loop. */
  StreamObserver<Q> observer(Hop hop) {
    return new StreamObserver<>() {
      @Override
      public void onNext(Q request) {
        hop.loop().execute(() -> next(request));
      }

      @Override
      public void onError(Throwable cause) {
        hop.loop().execute(InboundStream.this::cancelled);
      }

      @Override
      public void onCompleted() {
        hop.loop().execute(InboundStream.this::end);
      }
    };
  }

  private void next(Q request) {
    if (closed) {
      return;
    }
    received(request);
    if (closed || !(out instanceof ServerCallStreamObserver<R> call)) {
      return;
    }
    if (call.isReady()) {
      call.request(1 + owed);
      owed = 0;
    } else {
      owed++;
    }
  }

  private void readsAgain() {
    unread = 0;
    if (!closed && owed > 0 && out instanceof ServerCallStreamObserver<R> call) {
      call.request(owed);
      owed = 0;
    }
  }

  private void end() {
    if (!closed) {
      halfClosed();
    }
  }

  private void cancelled() {
    if (!closed) {
      closed = true;
      gone();
    }
  }

  /** A request came. */
  abstract void received(Q request);

  /** The client will send no more. */
  abstract void halfClosed();

  /** The stream has ended, whoever ended it. */
  abstract void gone();

  /** Sends an answer; dropped when the stream has ended. */
  final void send(R response) {
    if (closed) {
      return;
    }
    boolean read = !(out instanceof ServerCallStreamObserver<R> call) || call.isReady();
    unread = read ? 0 : unread + 1;
    if (unread > UNREAD_MAX) {
      fail(Status.RESOURCE_EXHAUSTED.withDescription("the client does not read its answers"));
      return;
    }
    out.onNext(response);
  }

  /** Ends the stream well. */
  final void complete() {
    if (!closed) {
      closed = true;
      out.onCompleted();
      gone();
    }
  }

  /** Ends the stream with an error. */
  final void fail(Status status) {
    if (!closed) {
      closed = true;
      out.onError(status.asRuntimeException());
      gone();
    }
  }

  final boolean closed() {
    return closed;
  }
}

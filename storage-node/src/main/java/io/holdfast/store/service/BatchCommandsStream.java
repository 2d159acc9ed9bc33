package io.holdfast.store.service;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.holdfast.protocol.wire.tikvpb.BatchCommandsEmptyResponse;
import io.holdfast.protocol.wire.tikvpb.BatchCommandsRequest;
import io.holdfast.protocol.wire.tikvpb.BatchCommandsResponse;
import io.holdfast.runtime.loop.EventLoop;
import io.holdfast.store.read.task.Caller;
import java.util.BitSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Many requests of one client over one stream, answered by id in any order. Gets that need nobody
 * else are answered where they arrive, in one message; all that is decided in one turn of the store
 * loop leaves in another. Confined to the store loop, but for {@link #onNext} and what it calls,
 * which run on the network's thread: a message is asked for where the last one arrived, so that
 * messages gather while the loop is busy.
 */
final class BatchCommandsStream implements StreamObserver<BatchCommandsRequest> {
  /** Requests of one stream in work; above it no further message is taken from the transport. */
  private static final int UNANSWERED_MAX = 4096;

  /** Bytes of one message; answers that have more between them leave in several. */
  private static final long MESSAGE_BYTES = 4L << 20;

  private final EventLoop loop;
  private final Routes routes;
  private final InlineGets gets;
  private final Caller caller;
  private final BatchCounters counters;
  private final ServerCallStreamObserver<BatchCommandsResponse> out;

  /** Held by whoever sends: the transport takes one message of a stream at a time. */
  private final Object sending = new Object();

  /** Requests taken from the transport and not answered; an empty message counts as one. */
  private final AtomicInteger inWork = new AtomicInteger();

  /** The transport has not been asked for the next message. */
  private final AtomicBoolean held = new AtomicBoolean();

  private BatchCommandsResponse.Builder pending = BatchCommandsResponse.newBuilder();
  private long pendingBytes;
  private boolean halfClosed;
  private boolean ended;

  BatchCommandsStream(
      EventLoop loop,
      Routes routes,
      InlineGets gets,
      BatchCounters counters,
      StreamObserver<BatchCommandsResponse> out) {
    this.loop = loop;
    this.out = (ServerCallStreamObserver<BatchCommandsResponse>) out;
    this.routes = routes;
    this.gets = gets;
    this.counters = counters;
    this.caller = this.out::isCancelled;
    this.out.setOnCancelHandler(() -> loop.execute(() -> ended = true));
    this.out.setOnReadyHandler(this::askAgain);
    this.out.disableAutoRequest();
    this.out.request(1);
  }

  // ---- network's thread ----

  @Override
  public void onNext(BatchCommandsRequest batch) {
    int count = size(batch);
    counters.took(count);
    InlineGets.@Nullable Answered got = gets.answer(batch, count);
    int left = count;
    if (got != null) {
      left -= got.response().getRequestIdsCount();
      send(got.response());
    }
    if (left > 0 || count == 0) {
      inWork.addAndGet(Math.max(1, left));
      loop.execute(() -> take(batch, got == null ? null : got.answered()));
    }
    if (mayAsk()) {
      out.request(1);
    } else {
      held.set(true);
      askAgain(); // What stood in the way may have gone meanwhile.
    }
  }

  private static int size(BatchCommandsRequest batch) {
    return Math.min(batch.getRequestsCount(), batch.getRequestIdsCount());
  }

  private void send(BatchCommandsResponse message) {
    counters.answered(message.getRequestIdsCount());
    synchronized (sending) {
      out.onNext(message);
    }
  }

  /** A client that does not read its answers gets no further requests served. Any thread. */
  private boolean mayAsk() {
    return inWork.get() < UNANSWERED_MAX && out.isReady();
  }

  /** Any thread. */
  private void askAgain() {
    if (held.get() && mayAsk() && held.compareAndSet(true, false)) {
      out.request(1);
    }
  }

  @Override
  public void onError(Throwable cause) {
    loop.execute(() -> ended = true);
  }

  @Override
  public void onCompleted() {
    loop.execute(
        () -> {
          halfClosed = true;
          completeIfDone();
        });
  }

  // ---- store loop ----

  /** {@code answered}: those that are done already, null for none. */
  private void take(BatchCommandsRequest batch, @Nullable BitSet answered) {
    int count = size(batch);
    if (count == 0) {
      left(1);
    }
    for (int i = 0; i < count; i++) {
      if (answered == null || !answered.get(i)) {
        long id = batch.getRequestIds(i);
        dispatch(id, batch.getRequests(i));
      }
    }
  }

  /** Calls that this version does not answer get an empty response. */
  private void dispatch(long id, BatchCommandsRequest.Request part) {
    Routes.Route<?, ?> route = routes.of(part.getCmdCase());
    if (route != null) {
      route.dispatch(part, caller, response -> answer(id, response));
      return;
    }
    BatchCommandsResponse.Response.Builder empty = BatchCommandsResponse.Response.newBuilder();
    if (part.hasEmpty()) {
      empty.setEmpty(
          BatchCommandsEmptyResponse.newBuilder().setTestId(part.getEmpty().getTestId()));
    }
    answer(id, empty.build());
  }

  /** From whatever loop has the answer. */
  private void answer(long id, BatchCommandsResponse.Response response) {
    if (loop.inLoop()) {
      answered(id, response);
    } else {
      loop.execute(() -> answered(id, response));
    }
  }

  private void answered(long id, BatchCommandsResponse.Response response) {
    long size = response.getSerializedSize();
    if (pendingBytes + size > MESSAGE_BYTES) {
      flush();
    }
    if (pending.getRequestIdsCount() == 0) {
      loop.execute(this::flush); // Behind whatever else this turn decides.
    }
    pending.addRequestIds(id).addResponses(response);
    pendingBytes += size;
  }

  private void flush() {
    int count = pending.getRequestIdsCount();
    if (count == 0) {
      return;
    }
    BatchCommandsResponse turn = pending.build();
    pending = BatchCommandsResponse.newBuilder();
    pendingBytes = 0;
    if (!ended) {
      send(turn);
    }
    left(count);
    completeIfDone();
  }

  private void left(int count) {
    inWork.addAndGet(-count);
    askAgain();
  }

  private void completeIfDone() {
    if (halfClosed && inWork.get() == 0 && !ended) {
      ended = true;
      synchronized (sending) {
        out.onCompleted();
      }
    }
  }
}

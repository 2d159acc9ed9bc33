package io.holdfast.store.service;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.holdfast.protocol.wire.tikvpb.BatchCommandsEmptyResponse;
import io.holdfast.protocol.wire.tikvpb.BatchCommandsRequest;
import io.holdfast.protocol.wire.tikvpb.BatchCommandsResponse;
import io.holdfast.runtime.loop.EventLoop;
import io.holdfast.store.read.task.Caller;
import java.util.function.Consumer;

/**
 * Many requests of one client over one stream, answered by id in any order. Answers of one turn of
 * the store loop leave together. Confined to the store loop; network callbacks hop.
 */
final class BatchCommandsStream implements StreamObserver<BatchCommandsRequest> {
  /** Requests of one stream in work; above it no further batch is taken from the transport. */
  private static final int UNANSWERED_MAX = 4096;

  /** Bytes of one message; answers that have more between them leave in several. */
  private static final long MESSAGE_BYTES = 4L << 20;

  private final EventLoop loop;
  private final Routes routes;
  private final Caller caller;
  private final BatchCounters counters;
  private final ServerCallStreamObserver<BatchCommandsResponse> out;
  private BatchCommandsResponse.Builder pending = BatchCommandsResponse.newBuilder();
  private long pendingBytes;
  private int unanswered;
  private boolean halfClosed;
  private boolean ended;
  private boolean held;

  BatchCommandsStream(
      EventLoop loop,
      Routes routes,
      BatchCounters counters,
      StreamObserver<BatchCommandsResponse> out) {
    this.loop = loop;
    this.out = (ServerCallStreamObserver<BatchCommandsResponse>) out;
    this.routes = routes;
    this.counters = counters;
    this.caller = this.out::isCancelled;
    this.out.setOnCancelHandler(() -> loop.execute(() -> ended = true));
    this.out.setOnReadyHandler(() -> loop.execute(this::requestMore));
    this.out.disableAutoRequest();
    this.out.request(1);
  }

  @Override
  public void onNext(BatchCommandsRequest batch) {
    loop.execute(() -> take(batch)); // One batch at a time: the next is asked for by take.
  }

  private void take(BatchCommandsRequest batch) {
    int count = Math.min(batch.getRequestsCount(), batch.getRequestIdsCount());
    unanswered += count;
    counters.took(count);
    for (int i = 0; i < count; i++) {
      long id = batch.getRequestIds(i);
      dispatch(batch.getRequests(i), response -> loop.execute(() -> answered(id, response)));
    }
    held = true;
    requestMore();
  }

  /** Calls that this version does not answer get an empty response. */
  private void dispatch(
      BatchCommandsRequest.Request part, Consumer<BatchCommandsResponse.Response> answer) {
    Routes.Route<?, ?> route = routes.of(part.getCmdCase());
    if (route != null) {
      route.dispatch(part, caller, answer);
      return;
    }
    BatchCommandsResponse.Response.Builder empty = BatchCommandsResponse.Response.newBuilder();
    if (part.hasEmpty()) {
      empty.setEmpty(
          BatchCommandsEmptyResponse.newBuilder().setTestId(part.getEmpty().getTestId()));
    }
    answer.accept(empty.build());
  }

  private void requestMore() {
    // A client that does not read its answers gets no further requests served.
    if (held && !ended && unanswered < UNANSWERED_MAX && out.isReady()) {
      held = false;
      out.request(1);
    }
  }

  private void answered(long id, BatchCommandsResponse.Response response) {
    unanswered--;
    requestMore();
    if (ended) {
      return;
    }
    long size = response.getSerializedSize();
    if (pendingBytes + size > MESSAGE_BYTES) {
      flush();
    }
    if (pending.getRequestIdsCount() == 0) {
      loop.execute(this::flush);
    }
    pending.addRequestIds(id).addResponses(response);
    pendingBytes += size;
  }

  private void flush() {
    if (ended || pending.getRequestIdsCount() == 0) {
      return;
    }
    BatchCommandsResponse turn = pending.build();
    pending = BatchCommandsResponse.newBuilder();
    pendingBytes = 0;
    out.onNext(turn);
    completeIfDone();
  }

  private void completeIfDone() {
    if (halfClosed && unanswered == 0 && !ended) {
      ended = true;
      out.onCompleted();
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
}

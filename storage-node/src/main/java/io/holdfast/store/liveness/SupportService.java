package io.holdfast.store.liveness;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.holdfast.protocol.wire.internal.StoreSupportGrpc;
import io.holdfast.protocol.wire.internal.SupportAnswer;
import io.holdfast.protocol.wire.internal.SupportRequest;
import io.holdfast.runtime.loop.EventLoop;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The answering half: holds no state, offers to the liveness loop. */
final class SupportService extends StoreSupportGrpc.StoreSupportImplBase {
  private final EventLoop loop;
  private final long clusterId;
  private final long storeId;
  private final Function<SupportRequest, @Nullable SupportAnswer> target;

  /** {@code target} is called on {@code loop}; null is no answer. */
  SupportService(
      EventLoop loop,
      long clusterId,
      long storeId,
      Function<SupportRequest, @Nullable SupportAnswer> target) {
    this.loop = loop;
    this.clusterId = clusterId;
    this.storeId = storeId;
    this.target = target;
  }

  @Override
  public StreamObserver<SupportRequest> support(StreamObserver<SupportAnswer> observer) {
    ServerCallStreamObserver<SupportAnswer> answers =
        (ServerCallStreamObserver<SupportAnswer>) observer;
    answers.setOnCancelHandler(() -> {});
    return new StreamObserver<>() {
      private boolean ended;

      @Override
      public void onNext(SupportRequest request) {
        // A request that was damaged, or that an overloaded loop drops, is made again.
        if (SupportSum.holds(request)) {
          boolean unused = loop.offer(() -> answer(request));
        }
      }

      private void answer(SupportRequest request) {
        if (ended || answers.isCancelled()) {
          return;
        }
        if (request.getClusterId() != clusterId || request.getToStoreId() != storeId) {
          ended = true;
          answers.onError(
              Status.FAILED_PRECONDITION
                  .withDescription("this is store " + storeId + " of cluster " + clusterId)
                  .asRuntimeException());
          return;
        }
        SupportAnswer answer = target.apply(request);
        if (answer != null && answers.isReady()) {
          answers.onNext(answer);
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
              if (!ended) {
                ended = true;
                answers.onCompleted();
              }
            });
      }
    };
  }
}

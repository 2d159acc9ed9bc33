package io.holdfast.store.service;

import io.grpc.stub.StreamObserver;
import io.holdfast.protocol.wire.internal.DescribeRequest;
import io.holdfast.protocol.wire.internal.DescribeResponse;
import io.holdfast.protocol.wire.internal.StoreInfoGrpc;
import io.holdfast.runtime.loop.EventLoop;
import java.util.function.Supplier;

/** Says who this store is, also while there is no placement driver. */
public final class StoreInfoService extends StoreInfoGrpc.StoreInfoImplBase {
  private final EventLoop loop;
  private final Supplier<DescribeResponse> description;

  /** {@code description} is called on the store loop. */
  public StoreInfoService(EventLoop loop, Supplier<DescribeResponse> description) {
    this.loop = loop;
    this.description = description;
  }

  @Override
  public void describe(DescribeRequest request, StreamObserver<DescribeResponse> out) {
    loop.execute(
        () -> {
          out.onNext(description.get());
          out.onCompleted();
        });
  }
}

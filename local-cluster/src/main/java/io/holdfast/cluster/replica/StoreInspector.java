package io.holdfast.cluster.replica;

import io.grpc.ManagedChannel;
import io.grpc.stub.StreamObserver;
import io.holdfast.protocol.wire.internal.InspectionGrpc;
import io.holdfast.protocol.wire.internal.ListRegionsRequest;
import io.holdfast.protocol.wire.internal.PeerStatus;
import io.holdfast.protocol.wire.internal.RegionDigestRequest;
import io.holdfast.protocol.wire.internal.RegionDigestResponse;
import io.holdfast.runtime.net.Address;
import io.holdfast.runtime.node.NodeRuntime;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Asks one store about its peers. Blocks the calling thread; close when done. */
public final class StoreInspector implements AutoCloseable {
  private static final Duration ANSWER_WAIT = Duration.ofSeconds(30);

  private final NodeRuntime runtime;
  private final ManagedChannel channel;

  /** Connects when first asked. */
  public StoreInspector(NodeRuntime runtime, Address store) {
    this.runtime = runtime;
    this.channel = runtime.network().connect(store);
  }

  /** The peers the store holds. */
  public List<PeerStatus> peers()
      throws InterruptedException, ExecutionException, TimeoutException {
    return this.<io.holdfast.protocol.wire.internal.ListRegionsResponse>ask(
            to ->
                InspectionGrpc.newStub(channel)
                    .listRegions(ListRegionsRequest.getDefaultInstance(), to))
        .getPeersList();
  }

  /** What the store holds of a region. */
  public RegionDigestResponse digest(long regionId)
      throws InterruptedException, ExecutionException, TimeoutException {
    RegionDigestRequest request = RegionDigestRequest.newBuilder().setRegionId(regionId).build();
    return ask(to -> InspectionGrpc.newStub(channel).regionDigest(request, to));
  }

  private <T> T ask(Consumer<StreamObserver<T>> call)
      throws InterruptedException, ExecutionException, TimeoutException {
    CompletableFuture<T> answer = new CompletableFuture<>();
    call.accept(
        new StreamObserver<T>() {
          private @Nullable T value;

          @Override
          public void onNext(T next) {
            value = next;
          }

          @Override
          public void onError(Throwable failure) {
            answer.completeExceptionally(failure);
          }

          @Override
          public void onCompleted() {
            if (value == null) {
              answer.completeExceptionally(new IllegalStateException("the store gave no answer"));
            } else {
              answer.complete(value);
            }
          }
        });
    return runtime.await(answer, ANSWER_WAIT);
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}

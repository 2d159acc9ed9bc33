package io.holdfast.cluster.replica;

import io.grpc.ManagedChannel;
import io.grpc.stub.StreamObserver;
import io.holdfast.protocol.wire.internal.DescribeRequest;
import io.holdfast.protocol.wire.internal.DescribeResponse;
import io.holdfast.protocol.wire.internal.InspectionGrpc;
import io.holdfast.protocol.wire.internal.ListRegionsRequest;
import io.holdfast.protocol.wire.internal.ListRegionsResponse;
import io.holdfast.protocol.wire.internal.PeerStatus;
import io.holdfast.protocol.wire.internal.RegionDigestRequest;
import io.holdfast.protocol.wire.internal.RegionDigestResponse;
import io.holdfast.protocol.wire.internal.StoreInfoGrpc;
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
    return list().getPeersList();
  }

  /** The same, with what the store has sent. */
  public ListRegionsResponse list()
      throws InterruptedException, ExecutionException, TimeoutException {
    return runtime.await(
        ask(
            to ->
                InspectionGrpc.newStub(channel)
                    .listRegions(ListRegionsRequest.getDefaultInstance(), to)),
        ANSWER_WAIT);
  }

  /** Who the store is and what it knows to be in use; needs no placement driver. */
  public DescribeResponse describe()
      throws InterruptedException, ExecutionException, TimeoutException {
    return await(
        ask(
            to ->
                StoreInfoGrpc.newStub(channel).describe(DescribeRequest.getDefaultInstance(), to)));
  }

  /** What the store holds of a region. */
  public RegionDigestResponse digest(long regionId)
      throws InterruptedException, ExecutionException, TimeoutException {
    return await(digestAt(regionId, 0));
  }

  /** What the store holds of a region at the moment when it has applied exactly up to there. */
  CompletableFuture<RegionDigestResponse> digestAt(long regionId, long index) {
    RegionDigestRequest request =
        RegionDigestRequest.newBuilder().setRegionId(regionId).setAtIndex(index).build();
    return ask(to -> InspectionGrpc.newStub(channel).regionDigest(request, to));
  }

  <T> T await(CompletableFuture<T> answer)
      throws InterruptedException, ExecutionException, TimeoutException {
    return runtime.await(answer, ANSWER_WAIT);
  }

  private <T> CompletableFuture<T> ask(Consumer<StreamObserver<T>> call) {
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
    return answer;
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}

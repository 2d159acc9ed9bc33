package io.holdfast.store.transport;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.holdfast.protocol.wire.internal.RaftAck;
import io.holdfast.protocol.wire.internal.RaftBatch;
import io.holdfast.protocol.wire.internal.RaftEnvelope;
import io.holdfast.protocol.wire.internal.RaftTransportGrpc;
import io.holdfast.protocol.wire.internal.SnapshotChunk;
import io.holdfast.protocol.wire.internal.SnapshotReply;
import io.holdfast.runtime.loop.EventLoop;
import java.util.function.Consumer;
import java.util.function.Function;

/** The receiving half: a message for another store or cluster ends the stream. */
public final class RaftReceiver extends RaftTransportGrpc.RaftTransportImplBase {
  private final EventLoop loop;
  private final long clusterId;
  private final long storeId;
  private final Consumer<RaftEnvelope> target;
  private final Function<StreamObserver<SnapshotReply>, StreamObserver<SnapshotChunk>> snapshots;

  /** {@code target} is called on {@code loop}; {@code snapshots} takes whole streams. */
  public RaftReceiver(
      EventLoop loop,
      long clusterId,
      long storeId,
      Consumer<RaftEnvelope> target,
      Function<StreamObserver<SnapshotReply>, StreamObserver<SnapshotChunk>> snapshots) {
    this.loop = loop;
    this.clusterId = clusterId;
    this.storeId = storeId;
    this.target = target;
    this.snapshots = snapshots;
  }

  @Override
  public StreamObserver<RaftBatch> stream(StreamObserver<RaftAck> answer) {
    return new StreamObserver<>() {
      private boolean refused;

      @Override
      public void onNext(RaftBatch batch) {
        if (refused) {
          return;
        }
        if (batch.getClusterId() != clusterId || batch.getToStoreId() != storeId) {
          refused = true;
          answer.onError(
              Status.FAILED_PRECONDITION
                  .withDescription("this is store " + storeId + " of cluster " + clusterId)
                  .asRuntimeException());
          return;
        }
        // An overloaded loop drops the batch; Raft sends again.
        boolean unused = loop.offer(() -> batch.getEnvelopesList().forEach(target));
      }

      @Override
      public void onError(Throwable cause) {}

      @Override
      public void onCompleted() {
        if (!refused) {
          answer.onNext(RaftAck.getDefaultInstance());
          answer.onCompleted();
        }
      }
    };
  }

  @Override
  public StreamObserver<SnapshotChunk> snapshot(StreamObserver<SnapshotReply> answer) {
    return snapshots.apply(answer);
  }
}

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
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The receiving half: a message for another store or cluster ends the stream. */
public final class RaftReceiver extends RaftTransportGrpc.RaftTransportImplBase {
  private static final Logger LOG = LoggerFactory.getLogger(RaftReceiver.class);

  private final EventLoop loop;
  private final long clusterId;
  private final long storeId;
  private final Consumer<RaftEnvelope> target;
  private final Counter damaged;
  private final Function<StreamObserver<SnapshotReply>, StreamObserver<SnapshotChunk>> snapshots;

  /** {@code target} is called on {@code loop}; {@code snapshots} takes whole streams. */
  public RaftReceiver(
      EventLoop loop,
      long clusterId,
      long storeId,
      Consumer<RaftEnvelope> target,
      Function<StreamObserver<SnapshotReply>, StreamObserver<SnapshotChunk>> snapshots,
      MeterRegistry meters) {
    this.loop = loop;
    this.clusterId = clusterId;
    this.storeId = storeId;
    this.target = target;
    this.snapshots = snapshots;
    this.damaged = meters.counter("holdfast.store.transport.damaged.messages");
  }

  @Override
  public StreamObserver<RaftBatch> stream(StreamObserver<RaftAck> answer) {
    return new StreamObserver<>() {
      private boolean refused;
      private boolean warned;

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
        List<RaftEnvelope> whole =
            batch.getEnvelopesList().stream().filter(EnvelopeSum::holds).toList();
        if (whole.size() < batch.getEnvelopesCount()) {
          countDamaged(batch, batch.getEnvelopesCount() - whole.size());
        }
        // An overloaded loop drops the batch; Raft sends again.
        boolean unused = loop.offer(() -> whole.forEach(target));
      }

      private void countDamaged(RaftBatch batch, int count) {
        damaged.increment(count);
        if (!warned) { // Once for each stream: the counter tells the rest.
          warned = true;
          LOG.atWarn()
              .addKeyValue("fromStore", batch.getFromStoreId())
              .log("A message was damaged on its way, and counts as lost");
        }
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

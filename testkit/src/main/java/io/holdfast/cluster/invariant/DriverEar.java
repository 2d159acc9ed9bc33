package io.holdfast.cluster.invariant;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.holdfast.protocol.id.Timestamp;
import io.holdfast.protocol.wire.pdpb.AllocIDResponse;
import io.holdfast.protocol.wire.pdpb.AskBatchSplitResponse;
import io.holdfast.protocol.wire.pdpb.AskSplitResponse;
import io.holdfast.protocol.wire.pdpb.PutStoreRequest;
import io.holdfast.protocol.wire.pdpb.RegionHeartbeatResponse;
import io.holdfast.protocol.wire.pdpb.SplitID;
import io.holdfast.protocol.wire.pdpb.StoreHeartbeatRequest;
import io.holdfast.protocol.wire.pdpb.TsoResponse;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Hears every answer of the placement driver as it leaves, and enters it into the book. */
final class DriverEar implements ServerInterceptor {
  private final WordBook words;
  private final LongSupplier nowNanos;

  DriverEar(WordBook words, LongSupplier nowNanos) {
    this.words = words;
    this.nowNanos = nowNanos;
  }

  @Override
  public <Q, R> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    @Nullable Object[] asked = new @Nullable Object[1];
    ServerCall.Listener<Q> listener =
        next.startCall(
            new SimpleForwardingServerCall<Q, R>(call) {
              @Override
              public void sendMessage(R message) {
                answered(asked[0]);
                hear(message);
                super.sendMessage(message);
              }
            },
            headers);
    return new SimpleForwardingServerCallListener<Q>(listener) {
      @Override
      public void onMessage(Q message) {
        asked[0] = message;
        arrived(message);
        super.onMessage(message);
      }
    };
  }

  private void arrived(Object request) {
    if (request instanceof StoreHeartbeatRequest report) {
      words.heard(report.getStats().getStoreId());
    } else if (request instanceof PutStoreRequest report) {
      words.heard(report.getStore().getId());
    }
  }

  /** What the store knew was taken in before the answer left. */
  private void answered(@Nullable Object request) {
    if (request instanceof StoreHeartbeatRequest report) {
      words.told(report.getStats().getStoreId(), report.getMarks());
    } else if (request instanceof PutStoreRequest report) {
      words.told(report.getStore().getId(), report.getMarks());
    }
  }

  private void hear(Object message) {
    if (message instanceof TsoResponse answer && answer.hasTimestamp()) {
      words.timestamps(
          Timestamp.of(answer.getTimestamp()).toLong(), answer.getCount(), nowNanos.getAsLong());
    } else if (message instanceof AllocIDResponse answer && answer.getId() != 0) {
      words.id(answer.getId());
    } else if (message instanceof AskBatchSplitResponse answer) {
      for (SplitID part : answer.getIdsList()) {
        split(part.getNewRegionId(), part.getNewPeerIdsList());
      }
    } else if (message instanceof AskSplitResponse answer && answer.getNewRegionId() != 0) {
      split(answer.getNewRegionId(), answer.getNewPeerIdsList());
    } else if (message instanceof RegionHeartbeatResponse order && order.hasChangePeer()) {
      words.ordered(order.getChangePeer().getPeer().getId(), order.getRegionId());
    }
  }

  private void split(long regionId, List<Long> peerIds) {
    words.id(regionId, regionId);
    peerIds.forEach(peerId -> words.id(peerId, regionId));
  }
}

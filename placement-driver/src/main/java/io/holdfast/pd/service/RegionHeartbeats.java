package io.holdfast.pd.service;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.holdfast.pd.operator.Instruction;
import io.holdfast.pd.operator.OperatorController;
import io.holdfast.pd.state.LiveCluster;
import io.holdfast.pd.state.RegionInfo;
import io.holdfast.pd.state.RegionTree;
import io.holdfast.protocol.wire.metapb.Peer;
import io.holdfast.protocol.wire.metapb.Region;
import io.holdfast.protocol.wire.pdpb.RegionHeartbeatRequest;
import io.holdfast.protocol.wire.pdpb.RegionHeartbeatResponse;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The streams on which stores report the regions they lead, and on which they are told what to do.
 * One stream per store; a new one takes the place of the old one. Confined to {@code pd-loop}.
 */
final class RegionHeartbeats {
  private final Calls calls;
  private final LiveCluster live;
  private final OperatorController operators;
  private final OldCopyGuard guard;
  private final TreeMap<Long, HeartbeatStream> streams = new TreeMap<>();

  RegionHeartbeats(
      Calls calls, LiveCluster live, OperatorController operators, OldCopyGuard guard) {
    this.calls = calls;
    this.live = live;
    this.operators = operators;
    this.guard = guard;
  }

  InboundStream<RegionHeartbeatRequest, RegionHeartbeatResponse> open(
      InboundStream.Hop hop, StreamObserver<RegionHeartbeatResponse> out) {
    return new HeartbeatStream(hop, out);
  }

  /** Tells a region's leader what to do, if its store has a stream open. */
  void send(Instruction instruction) {
    Peer leader = instruction.region().leader();
    HeartbeatStream stream = leader == null ? null : streams.get(leader.getStoreId());
    if (stream != null) {
      stream.send(message(instruction));
    }
  }

  /** Ends all streams, so that stores look for the new leader. */
  void closeAll() {
    for (HeartbeatStream stream : java.util.List.copyOf(streams.values())) {
      stream.fail(Calls.NOT_LEADER);
    }
  }

  /** True iff the region has an id and a range that is not empty. */
  static boolean wellFormed(Region region) {
    return region.getId() != 0
        && (region.getEndKey().isEmpty()
            || ByteString.unsignedLexicographicalComparator()
                    .compare(region.getStartKey(), region.getEndKey())
                < 0);
  }

  private RegionHeartbeatResponse message(Instruction instruction) {
    RegionHeartbeatResponse.Builder message =
        instruction.order().toBuilder()
            .setHeader(calls.header())
            .setRegionId(instruction.region().id())
            .setRegionEpoch(instruction.region().region().getRegionEpoch());
    Peer leader = instruction.region().leader();
    if (leader != null) {
      message.setTargetPeer(leader);
    }
    return message.build();
  }

  private final class HeartbeatStream
      extends InboundStream<RegionHeartbeatRequest, RegionHeartbeatResponse> {
    private long storeId;

    HeartbeatStream(Hop hop, StreamObserver<RegionHeartbeatResponse> out) {
      super(hop, out);
    }

    @Override
    void received(RegionHeartbeatRequest request) {
      Status refusal = refusal(request);
      if (refusal != null) {
        fail(refusal);
        return;
      }
      register(request.getLeader().getStoreId());
      guard.inUse(request.getRegion());
      RegionInfo info =
          new RegionInfo(
              request.getRegion(),
              request.getLeader(),
              request.getTerm(),
              request.getPendingPeersList(),
              request.getDownPeersList(),
              request.getApproximateSize());
      RegionInfo before = live.regions().byId(info.id());
      if (live.report(info) == RegionTree.Outcome.STALE) {
        return; // The store learns of newer shapes from its own peers.
      }
      Instruction instruction = operators.onHeartbeat(before, info);
      if (instruction != null) {
        send(message(instruction));
      }
    }

    private @Nullable Status refusal(RegionHeartbeatRequest request) {
      Status refusal = calls.refusal(request.getHeader());
      if (refusal != null) {
        return refusal;
      }
      if (calls.notBootstrapped() != null) {
        return Status.FAILED_PRECONDITION.withDescription("cluster is not bootstrapped");
      }
      if (!wellFormed(request.getRegion()) || request.getLeader().getStoreId() == 0) {
        return Status.INVALID_ARGUMENT.withDescription(
            "a heart-beat needs a region with a range, and its leader");
      }
      return null;
    }

    private void register(long reportingStoreId) {
      if (storeId == reportingStoreId) {
        return;
      }
      storeId = reportingStoreId;
      HeartbeatStream before = streams.put(storeId, this);
      if (before != null && before != this) {
        before.complete();
      }
    }

    @Override
    void halfClosed() {
      complete();
    }

    @Override
    void gone() {
      streams.remove(storeId, this);
    }
  }
}

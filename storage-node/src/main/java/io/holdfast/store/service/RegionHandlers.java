package io.holdfast.store.service;

import io.holdfast.protocol.error.RegionError;
import io.holdfast.protocol.key.ProtoBytes;
import io.holdfast.protocol.wire.kvrpcpb.ReadIndexRequest;
import io.holdfast.protocol.wire.kvrpcpb.ReadIndexResponse;
import io.holdfast.protocol.wire.kvrpcpb.SplitRegionRequest;
import io.holdfast.protocol.wire.kvrpcpb.SplitRegionResponse;
import io.holdfast.protocol.wire.metapb.Region;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.runtime.loop.LoopConfined;
import io.holdfast.store.region.ReadyCallback;
import io.holdfast.store.region.RegionPeer;
import io.holdfast.store.region.RequestChecks;
import io.holdfast.store.region.StoreContext;
import io.holdfast.store.region.split.SplitCoordinator;
import java.util.ArrayList;
import java.util.List;

/** Requests about a region itself. */
@LoopConfined("store")
final class RegionHandlers {
  private final StoreContext store;
  private final RequestChecks checks;
  private final SplitCoordinator splits;

  RegionHandlers(StoreContext store, RequestChecks checks, SplitCoordinator splits) {
    this.store = store;
    this.checks = checks;
    this.splits = splits;
  }

  /** Keys come as clients know them; boundaries are encoded as the cluster does. */
  void split(SplitRegionRequest request, Reply<SplitRegionResponse> reply) {
    RequestChecks.Admission admission = checks.admit(request.getContext(), false);
    RegionPeer peer = admission.peer();
    RegionError error = admission.error();
    if (peer == null) {
      reply.refuse(
          error == null
              ? new RegionError.RegionNotFound(request.getContext().getRegionId())
              : error);
      return;
    }
    List<Bytes> keys = new ArrayList<>(ProtoBytes.fromWire(request.getSplitKeysList()));
    if (keys.isEmpty() && !request.getSplitKey().isEmpty()) {
      keys.add(ProtoBytes.fromWire(request.getSplitKey()));
    }
    List<Bytes> boundaries = new ArrayList<>();
    for (Bytes key : keys) {
      Bytes boundary = store.keyMode().boundary(key);
      if (!peer.region().contains(boundary)) {
        reply.refuse(
            new RegionError.KeyNotInRegion(
                key, peer.id(), peer.region().start(), peer.region().end()));
        return;
      }
      boundaries.add(boundary);
    }
    splits.split(
        peer,
        boundaries,
        new SplitCoordinator.SplitCallback() {
          @Override
          public void split(List<Region> regions) {
            reply.send(
                SplitRegionResponse.newBuilder()
                    .addAllRegions(regions)
                    .setLeft(regions.get(0))
                    .setRight(regions.get(regions.size() - 1))
                    .build());
          }

          @Override
          public void refused(RegionError refusal) {
            reply.refuse(refusal);
          }
        });
  }

  void readIndex(ReadIndexRequest request, Reply<ReadIndexResponse> reply) {
    RequestChecks.Admission admission = checks.admit(request.getContext(), false);
    RegionPeer peer = admission.peer();
    RegionError error = admission.error();
    if (peer == null) {
      reply.refuse(
          error == null
              ? new RegionError.RegionNotFound(request.getContext().getRegionId())
              : error);
      return;
    }
    peer.awaitReadable(
        new ReadyCallback() {
          @Override
          public void ready() {
            reply.send(ReadIndexResponse.newBuilder().setReadIndex(peer.appliedIndex()).build());
          }

          @Override
          public void refused(RegionError refusal) {
            reply.refuse(refusal);
          }
        });
  }
}

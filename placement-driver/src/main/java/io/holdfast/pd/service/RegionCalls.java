package io.holdfast.pd.service;

import io.grpc.Status;
import io.holdfast.pd.state.IdAllocator;
import io.holdfast.pd.state.LiveCluster;
import io.holdfast.pd.state.RegionInfo;
import io.holdfast.protocol.id.RegionEpoch;
import io.holdfast.protocol.key.KeyRange;
import io.holdfast.protocol.key.ProtoBytes;
import io.holdfast.protocol.wire.metapb.Peer;
import io.holdfast.protocol.wire.metapb.Region;
import io.holdfast.protocol.wire.pdpb.AskBatchSplitRequest;
import io.holdfast.protocol.wire.pdpb.AskBatchSplitResponse;
import io.holdfast.protocol.wire.pdpb.AskSplitRequest;
import io.holdfast.protocol.wire.pdpb.AskSplitResponse;
import io.holdfast.protocol.wire.pdpb.ErrorType;
import io.holdfast.protocol.wire.pdpb.GetRegionResponse;
import io.holdfast.protocol.wire.pdpb.ResponseHeader;
import io.holdfast.protocol.wire.pdpb.ScanRegionsRequest;
import io.holdfast.protocol.wire.pdpb.ScanRegionsResponse;
import io.holdfast.protocol.wire.pdpb.SplitID;
import io.holdfast.runtime.base.Bytes;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Look-ups of regions and the ids splits need. Confined to {@code pd-loop}. */
final class RegionCalls {
  /** Regions in one answer to a scan. */
  static final int SCAN_MAX = 10_240;

  /** New regions one split may ask for: their ids come in one piece. */
  static final int SPLIT_MAX = 1_024;

  private final Calls calls;
  private final LiveCluster live;
  private final IdAllocator ids;
  private final OldCopyGuard guard;

  RegionCalls(Calls calls, LiveCluster live, IdAllocator ids, OldCopyGuard guard) {
    this.calls = calls;
    this.live = live;
    this.ids = ids;
    this.guard = guard;
  }

  void byKey(Bytes key, Reply<GetRegionResponse> reply) {
    found(live.regions().at(key), reply);
  }

  void before(Bytes key, Reply<GetRegionResponse> reply) {
    found(live.regions().before(key), reply);
  }

  void byId(long regionId, Reply<GetRegionResponse> reply) {
    found(live.regions().byId(regionId), reply);
  }

  /** No region in the answer means: not known at the moment, ask again. */
  private void found(@Nullable RegionInfo info, Reply<GetRegionResponse> reply) {
    ResponseHeader refused = calls.notBootstrapped();
    GetRegionResponse.Builder response =
        GetRegionResponse.newBuilder().setHeader(refused == null ? calls.header() : refused);
    if (refused == null && info != null) {
      response
          .setRegion(info.region())
          .addAllDownPeers(info.downPeers())
          .addAllPendingPeers(info.pendingPeers());
      Peer leader = info.leaderOrGuess();
      if (leader != null) {
        response.setLeader(leader);
      }
    }
    reply.ok(response.build());
  }

  void scan(ScanRegionsRequest request, Reply<ScanRegionsResponse> reply) {
    Bytes start = ProtoBytes.fromWire(request.getStartKey());
    Bytes end = ProtoBytes.fromWire(request.getEndKey());
    if (!end.isEmpty() && start.compareTo(end) > 0) {
      reply.fail(Status.INVALID_ARGUMENT.withDescription("start_key lies behind end_key"));
      return;
    }
    ResponseHeader refused = calls.notBootstrapped();
    ScanRegionsResponse.Builder response =
        ScanRegionsResponse.newBuilder().setHeader(refused == null ? calls.header() : refused);
    int limit = request.getLimit() <= 0 ? SCAN_MAX : Math.min(request.getLimit(), SCAN_MAX);
    if (refused == null) {
      for (RegionInfo info : live.regions().scan(new KeyRange(start, end), limit)) {
        add(response, info);
      }
    }
    reply.ok(response.build());
  }

  /** Older clients read the two parallel lists, newer ones the list of pairs. */
  private static void add(ScanRegionsResponse.Builder response, RegionInfo info) {
    Peer leader = info.leaderOrGuess();
    Peer shown = leader == null ? Peer.getDefaultInstance() : leader;
    response.addRegionMetas(info.region()).addLeaders(shown);
    var region = response.addRegionsBuilder().setRegion(info.region());
    if (leader != null) {
      region.setLeader(leader);
    }
    region.addAllDownPeers(info.downPeers()).addAllPendingPeers(info.pendingPeers());
  }

  void askSplit(AskSplitRequest request, Reply<AskSplitResponse> reply) {
    Function<ResponseHeader, AskSplitResponse> refusal =
        header -> AskSplitResponse.newBuilder().setHeader(header).build();
    splitIds(
        request.getRegion(),
        1,
        reply,
        refusal,
        split ->
            reply.ok(
                AskSplitResponse.newBuilder()
                    .setHeader(calls.header())
                    .setNewRegionId(split.get(0).getNewRegionId())
                    .addAllNewPeerIds(split.get(0).getNewPeerIdsList())
                    .build()));
  }

  void askBatchSplit(AskBatchSplitRequest request, Reply<AskBatchSplitResponse> reply) {
    Function<ResponseHeader, AskBatchSplitResponse> refusal =
        header -> AskBatchSplitResponse.newBuilder().setHeader(header).build();
    if (request.hasMarks()) {
      guard.reported(0, request.getMarks()); // Before the answer: it must lie above (rule T5).
    }
    splitIds(
        request.getRegion(),
        request.getSplitCount(),
        reply,
        refusal,
        splits ->
            reply.ok(
                AskBatchSplitResponse.newBuilder()
                    .setHeader(calls.header())
                    .addAllIds(splits)
                    .build()));
  }

  private <R> void splitIds(
      Region region,
      int count,
      Reply<R> reply,
      Function<ResponseHeader, R> refusal,
      Consumer<List<SplitID>> receiver) {
    int idsPerPart = 1 + region.getPeersCount();
    if (count <= 0 || count > SPLIT_MAX || (long) count * idsPerPart > IdAllocator.TAKE_MAX) {
      reply.fail(
          Status.INVALID_ARGUMENT.withDescription("cannot split into " + count + " more regions"));
      return;
    }
    ResponseHeader refused = refuseSplit(region);
    if (refused != null) {
      reply.ok(refusal.apply(refused));
      return;
    }
    Status suspended = guard.refusal();
    if (suspended != null) {
      reply.fail(suspended);
      return;
    }
    guard.inUse(region);
    ids.take(
        count * idsPerPart,
        new IdAllocator.Receiver() {
          @Override
          public void ids(List<Long> taken) {
            receiver.accept(group(taken, idsPerPart));
          }

          @Override
          public void refused() {
            reply.fail(calls.notHandedOut());
          }
        });
  }

  private @Nullable ResponseHeader refuseSplit(Region region) {
    ResponseHeader notBootstrapped = calls.notBootstrapped();
    if (notBootstrapped != null) {
      return notBootstrapped;
    }
    RegionInfo known = live.regions().byId(region.getId());
    if (known != null && RegionEpoch.of(region).isOlderThan(known.epoch())) {
      return calls.error(ErrorType.UNKNOWN, "stale region " + region.getId());
    }
    return null;
  }

  private static List<SplitID> group(List<Long> ids, int idsPerPart) {
    List<SplitID> parts = new java.util.ArrayList<>(ids.size() / idsPerPart);
    for (int at = 0; at < ids.size(); at += idsPerPart) {
      parts.add(
          SplitID.newBuilder()
              .setNewRegionId(ids.get(at))
              .addAllNewPeerIds(ids.subList(at + 1, at + idsPerPart))
              .build());
    }
    return parts;
  }
}

package io.holdfast.pd.service;

import io.holdfast.pd.operator.Instruction;
import io.holdfast.pd.operator.OperatorController;
import io.holdfast.pd.operator.Wish;
import io.holdfast.pd.state.LiveCluster;
import io.holdfast.pd.state.RegionInfo;
import io.holdfast.protocol.wire.metapb.Peer;
import io.holdfast.protocol.wire.metapb.PeerRole;
import io.holdfast.protocol.wire.pdpb.ErrorType;
import io.holdfast.protocol.wire.pdpb.ScatterRegionRequest;
import io.holdfast.protocol.wire.pdpb.ScatterRegionResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Spreads leaders over stores at a client's wish, usually after splits: each region is led from the
 * store with the fewest leaders among those that have a replica. Replicas stay where they are.
 * Confined to {@code pd-loop}.
 */
final class ScatterCalls {
  private final Calls calls;
  private final LiveCluster live;
  private final OperatorController operators;
  private final RegionHeartbeats heartbeats;

  ScatterCalls(
      Calls calls, LiveCluster live, OperatorController operators, RegionHeartbeats heartbeats) {
    this.calls = calls;
    this.live = live;
    this.operators = operators;
    this.heartbeats = heartbeats;
  }

  void regions(ScatterRegionRequest request, Reply<ScatterRegionResponse> reply) {
    List<Long> wanted = new ArrayList<>(request.getRegionsIdList());
    if (wanted.isEmpty()) {
      wanted.add(request.getRegionId());
    }
    Map<Long, Integer> leaders = leaders();
    int known = 0;
    for (long regionId : wanted) {
      RegionInfo region = live.regions().byId(regionId);
      if (region != null) {
        known++;
        scatter(region, leaders);
      }
    }
    boolean all = known == wanted.size();
    reply.ok(
        ScatterRegionResponse.newBuilder()
            .setHeader(
                all
                    ? calls.header()
                    : calls.error(ErrorType.REGION_NOT_FOUND, "some regions are not known"))
            .setFinishedPercentage(100L * known / wanted.size())
            .build());
  }

  private Map<Long, Integer> leaders() {
    TreeMap<Long, Integer> leaders = new TreeMap<>();
    for (RegionInfo region : live.regions().all()) {
      Peer leader = region.leader();
      if (leader != null) {
        leaders.merge(leader.getStoreId(), 1, Integer::sum);
      }
    }
    return leaders;
  }

  private void scatter(RegionInfo region, Map<Long, Integer> leaders) {
    Peer leader = region.leader();
    if (leader == null) {
      return; // Nobody would carry it out; it is told with the next reports, if asked again.
    }
    Peer best = leader;
    int fewest = leaders.getOrDefault(leader.getStoreId(), 0) - 1; // Without this very region.
    for (Peer peer : region.region().getPeersList()) {
      int count = leaders.getOrDefault(peer.getStoreId(), 0);
      boolean able =
          peer.getRole() == PeerRole.Voter
              && live.up(peer.getStoreId())
              && !region.pending(peer.getId())
              && !region.down(peer.getId());
      if (able && count < fewest) {
        best = peer;
        fewest = count;
      }
    }
    if (best.getId() == leader.getId()) {
      return;
    }
    Instruction instruction = operators.order(region.id(), new Wish.Lead(best.getStoreId()));
    if (instruction != null) {
      heartbeats.send(instruction);
      leaders.merge(leader.getStoreId(), -1, Integer::sum);
      leaders.merge(best.getStoreId(), 1, Integer::sum);
    }
  }
}

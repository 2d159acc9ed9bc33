package io.holdfast.store.server;

import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.holdfast.protocol.wire.eraftpb.ConfChangeType;
import io.holdfast.protocol.wire.internal.ClusterInfoGrpc;
import io.holdfast.protocol.wire.internal.ClusterInfoRequest;
import io.holdfast.protocol.wire.internal.ClusterInfoResponse;
import io.holdfast.protocol.wire.internal.KeyMode;
import io.holdfast.protocol.wire.internal.Marks;
import io.holdfast.protocol.wire.metapb.Peer;
import io.holdfast.protocol.wire.metapb.PeerRole;
import io.holdfast.protocol.wire.metapb.Region;
import io.holdfast.protocol.wire.metapb.Store;
import io.holdfast.protocol.wire.pdpb.AllocIDRequest;
import io.holdfast.protocol.wire.pdpb.AllocIDResponse;
import io.holdfast.protocol.wire.pdpb.AskBatchSplitRequest;
import io.holdfast.protocol.wire.pdpb.AskBatchSplitResponse;
import io.holdfast.protocol.wire.pdpb.BootstrapRequest;
import io.holdfast.protocol.wire.pdpb.BootstrapResponse;
import io.holdfast.protocol.wire.pdpb.ErrorType;
import io.holdfast.protocol.wire.pdpb.GetAllStoresRequest;
import io.holdfast.protocol.wire.pdpb.GetAllStoresResponse;
import io.holdfast.protocol.wire.pdpb.GetRegionByIDRequest;
import io.holdfast.protocol.wire.pdpb.GetRegionResponse;
import io.holdfast.protocol.wire.pdpb.GetStoreRequest;
import io.holdfast.protocol.wire.pdpb.GetStoreResponse;
import io.holdfast.protocol.wire.pdpb.IsBootstrappedRequest;
import io.holdfast.protocol.wire.pdpb.IsBootstrappedResponse;
import io.holdfast.protocol.wire.pdpb.PDGrpc;
import io.holdfast.protocol.wire.pdpb.PutStoreRequest;
import io.holdfast.protocol.wire.pdpb.PutStoreResponse;
import io.holdfast.protocol.wire.pdpb.RegionHeartbeatRequest;
import io.holdfast.protocol.wire.pdpb.RegionHeartbeatResponse;
import io.holdfast.protocol.wire.pdpb.ReportBatchSplitRequest;
import io.holdfast.protocol.wire.pdpb.ReportBatchSplitResponse;
import io.holdfast.protocol.wire.pdpb.SplitID;
import io.holdfast.protocol.wire.pdpb.StoreHeartbeatRequest;
import io.holdfast.protocol.wire.pdpb.StoreHeartbeatResponse;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** As much of a placement driver as a store needs, without durability: its node never dies. */
final class HandMadePd {
  static final long CLUSTER_ID = 77;

  final Map<Long, Store> stores = new TreeMap<>();
  final Map<Long, RegionHeartbeatRequest> reported = new TreeMap<>();

  final Map<Long, StoreHeartbeatRequest> heartbeats = new TreeMap<>();

  /** What it says to stand for, and what the last store that wanted ids knew. */
  Marks told = Marks.getDefaultInstance();

  Marks splitMarks = Marks.getDefaultInstance();

  /** Stores that shall lose their replicas. */
  final Set<Long> drained = new TreeSet<>();

  /** Where the replicas of a region shall be, by store id, its leader first; overrides the rest. */
  final Map<Long, List<Long>> wanted = new TreeMap<>();

  /** Regions that stores report as damaged. */
  final Map<Long, List<Long>> damaged = new TreeMap<>();

  /** Orders of a test, in place of the usual ones while it is set. */
  @Nullable Function<RegionHeartbeatRequest, @Nullable RegionHeartbeatResponse> orders;

  int replicas = 1;
  KeyMode keyMode = KeyMode.V1_RAW;
  long clusterId = CLUSTER_ID;
  private @Nullable Region bootstrapped;

  /** Set back, it is a driver that lives on an older copy of its data. */
  long lastId;

  List<ServerServiceDefinition> services() {
    return List.of(new Pd().bindService(), new Info().bindService());
  }

  /** What was last reported of a region that must be known. */
  RegionHeartbeatRequest report(long regionId) {
    RegionHeartbeatRequest report = reported.get(regionId);
    if (report == null) {
      throw new AssertionError("no report of region " + regionId);
    }
    return report;
  }

  private @Nullable RegionHeartbeatResponse order(RegionHeartbeatRequest report) {
    if (orders != null) {
      return orders.apply(report);
    }
    Region region = report.getRegion();
    RegionHeartbeatResponse.Builder order =
        RegionHeartbeatResponse.newBuilder()
            .setRegionId(region.getId())
            .setRegionEpoch(region.getRegionEpoch())
            .setTargetPeer(report.getLeader());
    List<Long> places = wanted.get(region.getId());
    if (places != null) {
      return towards(places, report, order);
    }
    for (Peer peer : region.getPeersList()) {
      if (peer.getRole() == PeerRole.Learner) {
        if (report.getPendingPeersList().contains(peer)) {
          return null;
        }
        order.getChangePeerBuilder().setPeer(peer).setChangeType(ConfChangeType.AddNode);
        return order.build();
      }
      if (drained.contains(peer.getStoreId()) && !peer.equals(report.getLeader())) {
        order.getChangePeerBuilder().setPeer(peer).setChangeType(ConfChangeType.RemoveNode);
        return order.build();
      }
    }
    if (region.getPeersCount() >= replicas) {
      return null;
    }
    for (long storeId : stores.keySet()) {
      boolean taken =
          drained.contains(storeId)
              || region.getPeersList().stream().anyMatch(p -> p.getStoreId() == storeId);
      if (!taken) {
        Peer.Builder added =
            Peer.newBuilder().setId(++lastId).setStoreId(storeId).setRole(PeerRole.Learner);
        order.getChangePeerBuilder().setPeer(added).setChangeType(ConfChangeType.AddLearnerNode);
        return order.build();
      }
    }
    return null;
  }

  /** One step: add what is missing, promote it, lead where told, then remove what is not wanted. */
  private @Nullable RegionHeartbeatResponse towards(
      List<Long> places, RegionHeartbeatRequest report, RegionHeartbeatResponse.Builder order) {
    Region region = report.getRegion();
    Map<Long, Peer> there = new TreeMap<>();
    region.getPeersList().forEach(peer -> there.put(peer.getStoreId(), peer));
    for (long place : places) {
      Peer peer = there.get(place);
      if (peer == null) {
        Peer.Builder added = Peer.newBuilder().setId(++lastId).setStoreId(place);
        order.getChangePeerBuilder().setPeer(added.setRole(PeerRole.Learner));
        order.getChangePeerBuilder().setChangeType(ConfChangeType.AddLearnerNode);
        return order.build();
      }
      if (peer.getRole() == PeerRole.Learner) {
        order.getChangePeerBuilder().setPeer(peer).setChangeType(ConfChangeType.AddNode);
        return report.getPendingPeersList().contains(peer) ? null : order.build();
      }
    }
    if (report.getLeader().getStoreId() != places.get(0)) {
      order.getTransferLeaderBuilder().setPeer(there.get(places.get(0)));
      return order.build();
    }
    for (Peer peer : region.getPeersList()) {
      if (!places.contains(peer.getStoreId())) {
        order.getChangePeerBuilder().setPeer(peer).setChangeType(ConfChangeType.RemoveNode);
        return order.build();
      }
    }
    return null;
  }

  private static boolean isOlder(RegionHeartbeatRequest report, RegionHeartbeatRequest known) {
    var a = report.getRegion().getRegionEpoch();
    var b = known.getRegion().getRegionEpoch();
    return a.getVersion() < b.getVersion()
        || a.getConfVer() < b.getConfVer()
        || report.getTerm() < known.getTerm();
  }

  private final class Info extends ClusterInfoGrpc.ClusterInfoImplBase {
    @Override
    public void get(ClusterInfoRequest request, StreamObserver<ClusterInfoResponse> out) {
      send(
          out,
          ClusterInfoResponse.newBuilder()
              .setClusterId(clusterId)
              .setKeyMode(keyMode)
              .setBootstrapped(bootstrapped != null)
              .build());
    }
  }

  private final class Pd extends PDGrpc.PDImplBase {
    @Override
    public void isBootstrapped(
        IsBootstrappedRequest request, StreamObserver<IsBootstrappedResponse> out) {
      send(out, IsBootstrappedResponse.newBuilder().setBootstrapped(bootstrapped != null).build());
    }

    @Override
    public void bootstrap(BootstrapRequest request, StreamObserver<BootstrapResponse> out) {
      BootstrapResponse.Builder response = BootstrapResponse.newBuilder();
      if (bootstrapped == null) {
        bootstrapped = request.getRegion();
      } else {
        response.getHeaderBuilder().getErrorBuilder().setType(ErrorType.ALREADY_BOOTSTRAPPED);
      }
      send(out, response.build());
    }

    @Override
    public void allocID(AllocIDRequest request, StreamObserver<AllocIDResponse> out) {
      send(out, AllocIDResponse.newBuilder().setId(++lastId).build());
    }

    @Override
    public void putStore(PutStoreRequest request, StreamObserver<PutStoreResponse> out) {
      stores.put(request.getStore().getId(), request.getStore());
      send(out, PutStoreResponse.getDefaultInstance());
    }

    @Override
    public void getStore(GetStoreRequest request, StreamObserver<GetStoreResponse> out) {
      Store store = stores.get(request.getStoreId());
      if (store == null) {
        out.onError(Status.UNKNOWN.withDescription("invalid store ID").asRuntimeException());
      } else {
        send(out, GetStoreResponse.newBuilder().setStore(store).build());
      }
    }

    @Override
    public void getAllStores(
        GetAllStoresRequest request, StreamObserver<GetAllStoresResponse> out) {
      send(out, GetAllStoresResponse.newBuilder().addAllStores(stores.values()).build());
    }

    @Override
    public void storeHeartbeat(
        StoreHeartbeatRequest request, StreamObserver<StoreHeartbeatResponse> out) {
      long storeId = request.getStats().getStoreId();
      heartbeats.put(storeId, request);
      damaged.put(storeId, request.getStats().getDamagedRegionsIdList());
      StoreHeartbeatResponse.Builder response = StoreHeartbeatResponse.newBuilder().setMarks(told);
      if (!stores.containsKey(storeId)) {
        response.getHeaderBuilder().getErrorBuilder().setType(ErrorType.UNKNOWN);
      }
      send(out, response.build());
    }

    @Override
    public void getRegionByID(GetRegionByIDRequest request, StreamObserver<GetRegionResponse> out) {
      GetRegionResponse.Builder response = GetRegionResponse.newBuilder();
      Region first = bootstrapped;
      RegionHeartbeatRequest known = reported.get(request.getRegionId());
      if (known != null) {
        response.setRegion(known.getRegion());
      } else if (first != null && first.getId() == request.getRegionId()) {
        response.setRegion(first);
      }
      send(out, response.build());
    }

    @Override
    public void askBatchSplit(
        AskBatchSplitRequest request, StreamObserver<AskBatchSplitResponse> out) {
      AskBatchSplitResponse.Builder response = AskBatchSplitResponse.newBuilder();
      splitMarks = request.getMarks();
      for (int i = 0; i < request.getSplitCount(); i++) {
        SplitID.Builder ids = response.addIdsBuilder().setNewRegionId(++lastId);
        request.getRegion().getPeersList().forEach(peer -> ids.addNewPeerIds(++lastId));
      }
      send(out, response.build());
    }

    @Override
    public void reportBatchSplit(
        ReportBatchSplitRequest request, StreamObserver<ReportBatchSplitResponse> out) {
      send(out, ReportBatchSplitResponse.getDefaultInstance());
    }

    @Override
    public StreamObserver<RegionHeartbeatRequest> regionHeartbeat(
        StreamObserver<RegionHeartbeatResponse> out) {
      return new StreamObserver<>() {
        @Override
        public void onNext(RegionHeartbeatRequest report) {
          RegionHeartbeatRequest known = reported.get(report.getRegion().getId());
          if (known != null && isOlder(report, known)) {
            return;
          }
          reported.put(report.getRegion().getId(), report);
          RegionHeartbeatResponse order = order(report);
          if (order != null) {
            out.onNext(order);
          }
        }

        @Override
        public void onError(Throwable cause) {}

        @Override
        public void onCompleted() {
          out.onCompleted();
        }
      };
    }
  }

  private static <R> void send(StreamObserver<R> out, R response) {
    out.onNext(response);
    out.onCompleted();
  }
}

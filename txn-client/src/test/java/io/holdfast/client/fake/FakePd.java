package io.holdfast.client.fake;

import io.grpc.stub.StreamObserver;
import io.holdfast.client.fake.FakeCluster.FakeRegion;
import io.holdfast.client.fake.FakeCluster.Fault;
import io.holdfast.protocol.id.Timestamp;
import io.holdfast.protocol.key.ProtoBytes;
import io.holdfast.protocol.wire.internal.ClusterInfoGrpc;
import io.holdfast.protocol.wire.internal.ClusterInfoRequest;
import io.holdfast.protocol.wire.internal.ClusterInfoResponse;
import io.holdfast.protocol.wire.metapb.Store;
import io.holdfast.protocol.wire.pdpb.GetAllStoresRequest;
import io.holdfast.protocol.wire.pdpb.GetAllStoresResponse;
import io.holdfast.protocol.wire.pdpb.GetMembersRequest;
import io.holdfast.protocol.wire.pdpb.GetMembersResponse;
import io.holdfast.protocol.wire.pdpb.GetRegionRequest;
import io.holdfast.protocol.wire.pdpb.GetRegionResponse;
import io.holdfast.protocol.wire.pdpb.GetStoreRequest;
import io.holdfast.protocol.wire.pdpb.GetStoreResponse;
import io.holdfast.protocol.wire.pdpb.PDGrpc;
import io.holdfast.protocol.wire.pdpb.Region;
import io.holdfast.protocol.wire.pdpb.ScanRegionsRequest;
import io.holdfast.protocol.wire.pdpb.ScanRegionsResponse;
import io.holdfast.protocol.wire.pdpb.TsoRequest;
import io.holdfast.protocol.wire.pdpb.TsoResponse;
import io.holdfast.runtime.net.Address;
import io.holdfast.runtime.node.NodeRuntime;
import java.io.IOException;
import java.util.List;

/** The placement driver of the fake cluster. */
final class FakePd extends PDGrpc.PDImplBase {
  private static final Address ADDRESS = new Address("pd", 2_379);

  private final FakeCluster cluster;
  private final NodeRuntime runtime;
  private long lastTs;

  private FakePd(FakeCluster cluster, NodeRuntime runtime) {
    this.cluster = cluster;
    this.runtime = runtime;
  }

  static void serve(FakeCluster cluster, NodeRuntime runtime) throws IOException {
    ClusterInfoGrpc.ClusterInfoImplBase info =
        new ClusterInfoGrpc.ClusterInfoImplBase() {
          @Override
          public void get(ClusterInfoRequest request, StreamObserver<ClusterInfoResponse> out) {
            answer(
                out,
                ClusterInfoResponse.newBuilder()
                    .setClusterId(7)
                    .setKeyMode(cluster.keyMode.toWire())
                    .build());
          }
        };
    runtime
        .network()
        .serve(ADDRESS, List.of(new FakePd(cluster, runtime).bindService(), info.bindService()));
  }

  private static <A> void answer(StreamObserver<A> out, A value) {
    out.onNext(value);
    out.onCompleted();
  }

  private boolean lost(String method, Object request) {
    return cluster.faultFor(method, request) != Fault.NONE;
  }

  @Override
  public void getMembers(GetMembersRequest request, StreamObserver<GetMembersResponse> out) {
    if (lost("GetMembers", request)) {
      return;
    }
    GetMembersResponse.Builder response = GetMembersResponse.newBuilder();
    response.getHeaderBuilder().setClusterId(7);
    response.getLeaderBuilder().setMemberId(1).setName("pd").addClientUrls("http://pd:2379");
    answer(out, response.addMembers(response.getLeader()).build());
  }

  @Override
  public StreamObserver<TsoRequest> tso(StreamObserver<TsoResponse> out) {
    return new StreamObserver<>() {
      @Override
      public void onNext(TsoRequest request) {
        if (lost("Tso", request)) {
          return;
        }
        long floor = Timestamp.compose(runtime.clock().wallMillis(), 0);
        lastTs = Math.max(lastTs, floor) + request.getCount();
        out.onNext(
            TsoResponse.newBuilder()
                .setCount(request.getCount())
                .setTimestamp(Timestamp.of(lastTs).toWire())
                .build());
      }

      @Override
      public void onError(Throwable failure) {}

      @Override
      public void onCompleted() {
        out.onCompleted();
      }
    };
  }

  @Override
  public void getRegion(GetRegionRequest request, StreamObserver<GetRegionResponse> out) {
    if (lost("GetRegion", request)) {
      return;
    }
    FakeRegion region = cluster.regionAt(ProtoBytes.fromWire(request.getRegionKey()));
    answer(
        out,
        GetRegionResponse.newBuilder()
            .setRegion(region.toWire())
            .setLeader(region.peer(region.leaderStore))
            .build());
  }

  @Override
  public void scanRegions(ScanRegionsRequest request, StreamObserver<ScanRegionsResponse> out) {
    ScanRegionsResponse.Builder response = ScanRegionsResponse.newBuilder();
    for (FakeRegion region :
        cluster.regionsFrom(ProtoBytes.fromWire(request.getStartKey()), request.getLimit())) {
      response.addRegions(
          Region.newBuilder()
              .setRegion(region.toWire())
              .setLeader(region.peer(region.leaderStore)));
    }
    answer(out, response.build());
  }

  @Override
  public void getStore(GetStoreRequest request, StreamObserver<GetStoreResponse> out) {
    if (lost("GetStore", request)) {
      return;
    }
    answer(out, GetStoreResponse.newBuilder().setStore(store(request.getStoreId())).build());
  }

  @Override
  public void getAllStores(GetAllStoresRequest request, StreamObserver<GetAllStoresResponse> out) {
    answer(out, GetAllStoresResponse.newBuilder().addStores(store(1)).addStores(store(2)).build());
  }

  private static Store store(long id) {
    return Store.newBuilder().setId(id).setAddress(FakeCluster.address(id).toString()).build();
  }
}

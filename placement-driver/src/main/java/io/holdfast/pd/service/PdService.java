package io.holdfast.pd.service;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.holdfast.pd.tso.TimestampServer;
import io.holdfast.protocol.id.Timestamp;
import io.holdfast.protocol.key.ProtoBytes;
import io.holdfast.protocol.wire.metapb.Region;
import io.holdfast.protocol.wire.pdpb.AllocIDRequest;
import io.holdfast.protocol.wire.pdpb.AllocIDResponse;
import io.holdfast.protocol.wire.pdpb.AskBatchSplitRequest;
import io.holdfast.protocol.wire.pdpb.AskBatchSplitResponse;
import io.holdfast.protocol.wire.pdpb.AskSplitRequest;
import io.holdfast.protocol.wire.pdpb.AskSplitResponse;
import io.holdfast.protocol.wire.pdpb.BootstrapRequest;
import io.holdfast.protocol.wire.pdpb.BootstrapResponse;
import io.holdfast.protocol.wire.pdpb.GetAllStoresRequest;
import io.holdfast.protocol.wire.pdpb.GetAllStoresResponse;
import io.holdfast.protocol.wire.pdpb.GetClusterConfigRequest;
import io.holdfast.protocol.wire.pdpb.GetClusterConfigResponse;
import io.holdfast.protocol.wire.pdpb.GetClusterInfoRequest;
import io.holdfast.protocol.wire.pdpb.GetClusterInfoResponse;
import io.holdfast.protocol.wire.pdpb.GetGCSafePointRequest;
import io.holdfast.protocol.wire.pdpb.GetGCSafePointResponse;
import io.holdfast.protocol.wire.pdpb.GetMembersRequest;
import io.holdfast.protocol.wire.pdpb.GetMembersResponse;
import io.holdfast.protocol.wire.pdpb.GetMinTSRequest;
import io.holdfast.protocol.wire.pdpb.GetMinTSResponse;
import io.holdfast.protocol.wire.pdpb.GetOperatorRequest;
import io.holdfast.protocol.wire.pdpb.GetOperatorResponse;
import io.holdfast.protocol.wire.pdpb.GetRegionByIDRequest;
import io.holdfast.protocol.wire.pdpb.GetRegionRequest;
import io.holdfast.protocol.wire.pdpb.GetRegionResponse;
import io.holdfast.protocol.wire.pdpb.GetStoreRequest;
import io.holdfast.protocol.wire.pdpb.GetStoreResponse;
import io.holdfast.protocol.wire.pdpb.IsBootstrappedRequest;
import io.holdfast.protocol.wire.pdpb.IsBootstrappedResponse;
import io.holdfast.protocol.wire.pdpb.OperatorStatus;
import io.holdfast.protocol.wire.pdpb.PDGrpc;
import io.holdfast.protocol.wire.pdpb.PutClusterConfigRequest;
import io.holdfast.protocol.wire.pdpb.PutClusterConfigResponse;
import io.holdfast.protocol.wire.pdpb.PutStoreRequest;
import io.holdfast.protocol.wire.pdpb.PutStoreResponse;
import io.holdfast.protocol.wire.pdpb.RegionHeartbeatRequest;
import io.holdfast.protocol.wire.pdpb.RegionHeartbeatResponse;
import io.holdfast.protocol.wire.pdpb.ReportBatchSplitRequest;
import io.holdfast.protocol.wire.pdpb.ReportBatchSplitResponse;
import io.holdfast.protocol.wire.pdpb.ReportMinResolvedTsRequest;
import io.holdfast.protocol.wire.pdpb.ReportMinResolvedTsResponse;
import io.holdfast.protocol.wire.pdpb.ReportSplitRequest;
import io.holdfast.protocol.wire.pdpb.ReportSplitResponse;
import io.holdfast.protocol.wire.pdpb.ScanRegionsRequest;
import io.holdfast.protocol.wire.pdpb.ScanRegionsResponse;
import io.holdfast.protocol.wire.pdpb.ScatterRegionRequest;
import io.holdfast.protocol.wire.pdpb.ScatterRegionResponse;
import io.holdfast.protocol.wire.pdpb.ServiceMode;
import io.holdfast.protocol.wire.pdpb.SplitAndScatterRegionsRequest;
import io.holdfast.protocol.wire.pdpb.SplitAndScatterRegionsResponse;
import io.holdfast.protocol.wire.pdpb.SplitRegionsRequest;
import io.holdfast.protocol.wire.pdpb.SplitRegionsResponse;
import io.holdfast.protocol.wire.pdpb.StoreHeartbeatRequest;
import io.holdfast.protocol.wire.pdpb.StoreHeartbeatResponse;
import io.holdfast.protocol.wire.pdpb.TsoRequest;
import io.holdfast.protocol.wire.pdpb.TsoResponse;
import io.holdfast.protocol.wire.pdpb.UpdateGCSafePointRequest;
import io.holdfast.protocol.wire.pdpb.UpdateGCSafePointResponse;
import io.holdfast.protocol.wire.pdpb.UpdateServiceGCSafePointRequest;
import io.holdfast.protocol.wire.pdpb.UpdateServiceGCSafePointResponse;
import io.holdfast.runtime.loop.EventLoop;
import java.util.List;

/** {@code pdpb.PD}: one method per call, each hops to {@code pd-loop} and hands over. */
final class PdService extends PDGrpc.PDImplBase {
  private final PlacementDriver driver;
  private final InboundStream.Hop hop;
  private final Calls calls;
  private final StoreCalls stores;
  private final RegionCalls regions;
  private final SafePointCalls safePoints;
  private final ScatterCalls scatter;

  PdService(PlacementDriver driver, EventLoop loop, Calls calls) {
    this.driver = driver;
    this.hop = new InboundStream.Hop(loop);
    this.calls = calls;
    this.stores =
        new StoreCalls(
            calls,
            driver.log(),
            driver.state(),
            driver.live(),
            driver.ids(),
            driver.guard(),
            loop.clock(),
            driver::storeCame);
    this.regions = new RegionCalls(calls, driver.live(), driver.ids(), driver.guard());
    this.safePoints = new SafePointCalls(calls, driver.log(), driver.state(), driver.timestamps());
    this.scatter = new ScatterCalls(calls, driver.live(), driver.operators(), driver.heartbeats());
  }

  /** The first call of every client: it does not know the cluster's id yet. */
  @Override
  public void getMembers(GetMembersRequest q, StreamObserver<GetMembersResponse> out) {
    calls.hop(
        out,
        reply -> {
          Member member = driver.member();
          if (member == null || !calls.serving()) {
            reply.fail(Calls.NOT_LEADER);
            return;
          }
          reply.ok(
              GetMembersResponse.newBuilder()
                  .setHeader(calls.header())
                  .addMembers(member.toWire())
                  .setLeader(member.toWire())
                  .setEtcdLeader(member.toWire())
                  .build());
        });
  }

  @Override
  public void getClusterInfo(GetClusterInfoRequest q, StreamObserver<GetClusterInfoResponse> out) {
    calls.hop(
        out,
        reply ->
            reply.ok(
                GetClusterInfoResponse.newBuilder()
                    .setHeader(calls.header())
                    .addServiceModes(ServiceMode.PD_SVC_MODE)
                    .build()));
  }

  @Override
  public StreamObserver<TsoRequest> tso(StreamObserver<TsoResponse> out) {
    return new TimestampStream(hop, out, calls, driver.timestamps()).observer(hop);
  }

  @Override
  public void getMinTS(GetMinTSRequest q, StreamObserver<GetMinTSResponse> out) {
    calls.serve(
        q.getHeader(),
        out,
        reply ->
            driver
                .timestamps()
                .request(
                    1,
                    new TimestampServer.Receiver() {
                      @Override
                      public void timestamp(long last) {
                        reply.ok(
                            GetMinTSResponse.newBuilder()
                                .setHeader(calls.header())
                                .setTimestamp(Timestamp.of(last).toWire())
                                .build());
                      }

                      @Override
                      public void refused() {
                        reply.fail(calls.notHandedOut());
                      }
                    }));
  }

  @Override
  public void bootstrap(BootstrapRequest q, StreamObserver<BootstrapResponse> out) {
    calls.serve(q.getHeader(), out, reply -> stores.bootstrap(q, reply));
  }

  @Override
  public void isBootstrapped(IsBootstrappedRequest q, StreamObserver<IsBootstrappedResponse> out) {
    calls.serve(
        q.getHeader(),
        out,
        reply ->
            reply.ok(
                IsBootstrappedResponse.newBuilder()
                    .setHeader(calls.header())
                    .setBootstrapped(driver.state().bootstrapped())
                    .build()));
  }

  @Override
  public void allocID(AllocIDRequest q, StreamObserver<AllocIDResponse> out) {
    calls.serve(q.getHeader(), out, stores::allocId);
  }

  @Override
  public void getStore(GetStoreRequest q, StreamObserver<GetStoreResponse> out) {
    calls.serve(q.getHeader(), out, reply -> stores.getStore(q, reply));
  }

  @Override
  public void putStore(PutStoreRequest q, StreamObserver<PutStoreResponse> out) {
    calls.serve(q.getHeader(), out, reply -> stores.putStore(q, reply));
  }

  @Override
  public void getAllStores(GetAllStoresRequest q, StreamObserver<GetAllStoresResponse> out) {
    calls.serve(q.getHeader(), out, reply -> stores.getAllStores(q, reply));
  }

  @Override
  public void storeHeartbeat(StoreHeartbeatRequest q, StreamObserver<StoreHeartbeatResponse> out) {
    calls.serve(q.getHeader(), out, reply -> stores.heartbeat(q, reply));
  }

  @Override
  public StreamObserver<RegionHeartbeatRequest> regionHeartbeat(
      StreamObserver<RegionHeartbeatResponse> out) {
    return driver.heartbeats().open(hop, out).observer(hop);
  }

  @Override
  public void getRegion(GetRegionRequest q, StreamObserver<GetRegionResponse> out) {
    calls.serve(
        q.getHeader(), out, reply -> regions.byKey(ProtoBytes.fromWire(q.getRegionKey()), reply));
  }

  @Override
  public void getPrevRegion(GetRegionRequest q, StreamObserver<GetRegionResponse> out) {
    calls.serve(
        q.getHeader(), out, reply -> regions.before(ProtoBytes.fromWire(q.getRegionKey()), reply));
  }

  @Override
  public void getRegionByID(GetRegionByIDRequest q, StreamObserver<GetRegionResponse> out) {
    calls.serve(q.getHeader(), out, reply -> regions.byId(q.getRegionId(), reply));
  }

  @Override
  public void scanRegions(ScanRegionsRequest q, StreamObserver<ScanRegionsResponse> out) {
    calls.serve(q.getHeader(), out, reply -> regions.scan(q, reply));
  }

  @Override
  public void askSplit(AskSplitRequest q, StreamObserver<AskSplitResponse> out) {
    calls.serve(q.getHeader(), out, reply -> regions.askSplit(q, reply));
  }

  @Override
  public void askBatchSplit(AskBatchSplitRequest q, StreamObserver<AskBatchSplitResponse> out) {
    calls.serve(q.getHeader(), out, reply -> regions.askBatchSplit(q, reply));
  }

  @Override
  public void reportSplit(ReportSplitRequest q, StreamObserver<ReportSplitResponse> out) {
    calls.serve(
        q.getHeader(),
        out,
        reply -> {
          reportSplit(List.of(q.getLeft(), q.getRight()));
          reply.ok(ReportSplitResponse.newBuilder().setHeader(calls.header()).build());
        });
  }

  @Override
  public void reportBatchSplit(
      ReportBatchSplitRequest q, StreamObserver<ReportBatchSplitResponse> out) {
    calls.serve(
        q.getHeader(),
        out,
        reply -> {
          reportSplit(q.getRegionsList());
          reply.ok(ReportBatchSplitResponse.newBuilder().setHeader(calls.header()).build());
        });
  }

  private void reportSplit(List<Region> parts) {
    if (driver.state().bootstrapped()
        && parts.stream().allMatch(part -> RegionHeartbeats.wellFormed(part))) {
      driver.live().reportSplit(parts);
    }
  }

  @Override
  public void getClusterConfig(
      GetClusterConfigRequest q, StreamObserver<GetClusterConfigResponse> out) {
    calls.serve(
        q.getHeader(),
        out,
        reply ->
            reply.ok(
                GetClusterConfigResponse.newBuilder()
                    .setHeader(calls.header())
                    .setCluster(driver.state().cluster())
                    .build()));
  }

  @Override
  public void putClusterConfig(
      PutClusterConfigRequest q, StreamObserver<PutClusterConfigResponse> out) {
    calls.serve(q.getHeader(), out, reply -> stores.putClusterConfig(q, reply));
  }

  @Override
  public void scatterRegion(ScatterRegionRequest q, StreamObserver<ScatterRegionResponse> out) {
    calls.serve(q.getHeader(), out, reply -> scatter.regions(q, reply));
  }

  @Override
  public void getOperator(GetOperatorRequest q, StreamObserver<GetOperatorResponse> out) {
    calls.serve(
        q.getHeader(),
        out,
        reply -> {
          String description = driver.operators().describe(q.getRegionId());
          reply.ok(
              GetOperatorResponse.newBuilder()
                  .setHeader(calls.header())
                  .setRegionId(q.getRegionId())
                  .setDesc(
                      com.google.protobuf.ByteString.copyFromUtf8(
                          description == null ? "" : description))
                  .setStatus(description == null ? OperatorStatus.SUCCESS : OperatorStatus.RUNNING)
                  .build());
        });
  }

  @Override
  public void getGCSafePoint(GetGCSafePointRequest q, StreamObserver<GetGCSafePointResponse> out) {
    calls.serve(
        q.getHeader(),
        out,
        reply ->
            reply.ok(
                GetGCSafePointResponse.newBuilder()
                    .setHeader(calls.header())
                    .setSafePoint(driver.state().gcSafePoint())
                    .build()));
  }

  @Override
  public void updateGCSafePoint(
      UpdateGCSafePointRequest q, StreamObserver<UpdateGCSafePointResponse> out) {
    calls.serve(q.getHeader(), out, reply -> safePoints.update(q, reply));
  }

  @Override
  public void updateServiceGCSafePoint(
      UpdateServiceGCSafePointRequest q, StreamObserver<UpdateServiceGCSafePointResponse> out) {
    calls.serve(q.getHeader(), out, reply -> safePoints.updateService(q, reply));
  }

  /** Nothing reads stale data yet, so nothing would become of the report. */
  @Override
  public void reportMinResolvedTS(
      ReportMinResolvedTsRequest q, StreamObserver<ReportMinResolvedTsResponse> out) {
    calls.serve(
        q.getHeader(),
        out,
        reply ->
            reply.fail(
                Status.UNIMPLEMENTED.withDescription("resolved timestamps are not kept here")));
  }

  @Override
  public void splitRegions(SplitRegionsRequest q, StreamObserver<SplitRegionsResponse> out) {
    calls.serve(q.getHeader(), out, reply -> reply.fail(splitAtTheStore()));
  }

  @Override
  public void splitAndScatterRegions(
      SplitAndScatterRegionsRequest q, StreamObserver<SplitAndScatterRegionsResponse> out) {
    calls.serve(q.getHeader(), out, reply -> reply.fail(splitAtTheStore()));
  }

  private static Status splitAtTheStore() {
    return Status.UNIMPLEMENTED.withDescription(
        "the placement driver does not split regions; call SplitRegion of the store that leads");
  }
}

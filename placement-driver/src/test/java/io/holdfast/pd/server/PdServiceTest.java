package io.holdfast.pd.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.holdfast.pd.server.PdBench.Answer;
import io.holdfast.protocol.id.Timestamp;
import io.holdfast.protocol.wire.health.HealthCheckRequest;
import io.holdfast.protocol.wire.health.HealthCheckResponse.ServingStatus;
import io.holdfast.protocol.wire.health.HealthGrpc;
import io.holdfast.protocol.wire.internal.ClusterInfoGrpc;
import io.holdfast.protocol.wire.internal.ClusterInfoRequest;
import io.holdfast.protocol.wire.internal.KeyMode;
import io.holdfast.protocol.wire.internal.Liveness;
import io.holdfast.protocol.wire.metapb.Peer;
import io.holdfast.protocol.wire.metapb.Region;
import io.holdfast.protocol.wire.metapb.RegionEpoch;
import io.holdfast.protocol.wire.pdpb.AllocIDRequest;
import io.holdfast.protocol.wire.pdpb.AllocIDResponse;
import io.holdfast.protocol.wire.pdpb.AskBatchSplitRequest;
import io.holdfast.protocol.wire.pdpb.AskBatchSplitResponse;
import io.holdfast.protocol.wire.pdpb.ErrorType;
import io.holdfast.protocol.wire.pdpb.GetAllStoresRequest;
import io.holdfast.protocol.wire.pdpb.GetClusterInfoRequest;
import io.holdfast.protocol.wire.pdpb.GetGCSafePointRequest;
import io.holdfast.protocol.wire.pdpb.GetMembersRequest;
import io.holdfast.protocol.wire.pdpb.GetMembersResponse;
import io.holdfast.protocol.wire.pdpb.GetMinTSRequest;
import io.holdfast.protocol.wire.pdpb.GetOperatorRequest;
import io.holdfast.protocol.wire.pdpb.GetOperatorResponse;
import io.holdfast.protocol.wire.pdpb.GetRegionByIDRequest;
import io.holdfast.protocol.wire.pdpb.GetRegionRequest;
import io.holdfast.protocol.wire.pdpb.GetRegionResponse;
import io.holdfast.protocol.wire.pdpb.GetStoreRequest;
import io.holdfast.protocol.wire.pdpb.OperatorStatus;
import io.holdfast.protocol.wire.pdpb.ReportBatchSplitRequest;
import io.holdfast.protocol.wire.pdpb.RequestHeader;
import io.holdfast.protocol.wire.pdpb.ScanRegionsRequest;
import io.holdfast.protocol.wire.pdpb.ScanRegionsResponse;
import io.holdfast.protocol.wire.pdpb.ScatterRegionRequest;
import io.holdfast.protocol.wire.pdpb.SplitRegionsRequest;
import io.holdfast.protocol.wire.pdpb.StoreHeartbeatRequest;
import io.holdfast.protocol.wire.pdpb.StoreStats;
import io.holdfast.protocol.wire.pdpb.TsoRequest;
import io.holdfast.protocol.wire.pdpb.TsoResponse;
import io.holdfast.protocol.wire.pdpb.UpdateGCSafePointRequest;
import io.holdfast.protocol.wire.pdpb.UpdateServiceGCSafePointRequest;
import io.holdfast.protocol.wire.pdpb.UpdateServiceGCSafePointResponse;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every call of the service, over ordinary stubs in a simulated world. */
final class PdServiceTest {
  private final PdBench bench = new PdBench(11);

  @BeforeEach
  void start() throws PdStartException {
    bench.start();
  }

  @AfterEach
  void stop() {
    bench.close();
  }

  private GetRegionResponse region(String key) {
    return bench
        .call(
            bench.stub::getRegion,
            GetRegionRequest.newBuilder()
                .setHeader(bench.header())
                .setRegionKey(ByteString.copyFromUtf8(key))
                .build())
        .value();
  }

  @Test
  void membersAreToldToWhoeverDoesNotKnowTheCluster() {
    GetMembersResponse members =
        bench.call(bench.stub::getMembers, GetMembersRequest.getDefaultInstance()).value();
    assertThat(members.getHeader().getClusterId()).isNotZero();
    assertThat(members.getLeader().getMemberId()).isNotZero();
    assertThat(members.getLeader().getClientUrlsList()).containsExactly("http://pd-1:2379");
    assertThat(members.getMembersList()).containsExactly(members.getLeader());
  }

  @Test
  void aRequestForAnotherClusterIsRefused() {
    Status status =
        bench
            .call(
                bench.stub::allocID,
                AllocIDRequest.newBuilder()
                    .setHeader(RequestHeader.newBuilder().setClusterId(42))
                    .build())
            .status();
    assertThat(status.getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
    assertThat(status.getDescription())
        .isEqualTo("mismatch cluster id, need " + bench.clusterId + " but got 42");
    Answer<TsoResponse> answers = new Answer<>();
    StreamObserver<TsoRequest> requests = bench.stub.tso(answers);
    requests.onNext(TsoRequest.newBuilder().setCount(1).build());
    bench.world.runUntil(answers::done, PdBench.LONG);
    assertThat(answers.status().getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
  }

  @Test
  void beforeTheBootstrapRegionsAreRefusedInTheHeader() {
    assertThat(region("a").getHeader().getError().getType()).isEqualTo(ErrorType.NOT_BOOTSTRAPPED);
    assertThat(bench.putStore(PdBench.store(1)).value().getHeader().getError().getType())
        .isEqualTo(ErrorType.NOT_BOOTSTRAPPED);
  }

  @Test
  void aClusterIsBootstrappedOnce() {
    assertThat(bench.bootstrap().value().getHeader().hasError()).isFalse();
    assertThat(bench.bootstrap().value().getHeader().getError().getType())
        .isEqualTo(ErrorType.ALREADY_BOOTSTRAPPED);
    assertThat(region("anything").getRegion()).isEqualTo(PdBench.firstRegion());
  }

  @Test
  void theLeaderOfARegionIsItsEntryAmongThePeers() {
    bench.bootstrap();
    GetRegionResponse found = region("k");
    assertThat(found.getRegion().getPeersList()).contains(found.getLeader());
    GetRegionResponse byId =
        bench
            .call(
                bench.stub::getRegionByID,
                GetRegionByIDRequest.newBuilder().setHeader(bench.header()).setRegionId(2).build())
            .value();
    assertThat(byId.getRegion()).isEqualTo(found.getRegion());
  }

  @Test
  void idsAreUniqueAlsoAcrossBatches() {
    Set<Long> seen = new HashSet<>();
    for (int i = 0; i < 2_100; i++) {
      AllocIDResponse answer =
          bench
              .call(
                  bench.stub::allocID,
                  AllocIDRequest.newBuilder().setHeader(bench.header()).build())
              .value();
      assertThat(seen.add(answer.getId())).isTrue();
    }
    assertThat(seen).doesNotContain(0L);
  }

  @Test
  void aStoreThatFallsSilentIsDisconnectedAndThenDown() {
    bench.bootstrap();
    assertThat(liveness()).isEqualTo(Liveness.UP);
    bench.world.run(java.time.Duration.ofSeconds(25));
    assertThat(liveness()).isEqualTo(Liveness.DISCONNECTED);
    bench.world.run(java.time.Duration.ofMinutes(31));
    assertThat(liveness()).isEqualTo(Liveness.DOWN);
    bench.call(
        bench.stub::storeHeartbeat,
        StoreHeartbeatRequest.newBuilder()
            .setHeader(bench.header())
            .setStats(StoreStats.newBuilder().setStoreId(1))
            .build());
    assertThat(liveness()).isEqualTo(Liveness.UP);
  }

  private Liveness liveness() {
    return bench
        .call(
            bench.stub::getAllStores,
            GetAllStoresRequest.newBuilder().setHeader(bench.header()).build())
        .value()
        .getLiveness(0)
        .getLiveness();
  }

  @Test
  void storesAreStoredAndFoundAndAnUnknownOneFailsTheCall() {
    bench.bootstrap();
    assertThat(bench.putStore(PdBench.store(4)).value().getHeader().hasError()).isFalse();
    var found =
        bench.call(
            bench.stub::getStore,
            GetStoreRequest.newBuilder().setHeader(bench.header()).setStoreId(4).build());
    assertThat(found.value().getStore().toBuilder().clearLastHeartbeat().build())
        .isEqualTo(PdBench.store(4));
    var unknown =
        bench.call(
            bench.stub::getStore,
            GetStoreRequest.newBuilder().setHeader(bench.header()).setStoreId(9).build());
    assertThat(unknown.status().getDescription()).contains("invalid store ID");
    var all =
        bench.call(
            bench.stub::getAllStores,
            GetAllStoresRequest.newBuilder().setHeader(bench.header()).build());
    assertThat(all.value().getStoresList())
        .extracting(store -> store.toBuilder().clearLastHeartbeat().build())
        .containsExactly(PdBench.store(1), PdBench.store(4));
  }

  @Test
  void aSecondStoreAtTheSameAddressIsRefused() {
    bench.bootstrap();
    var twin = PdBench.store(1).toBuilder().setId(8).build();
    assertThat(bench.putStore(twin).value().getHeader().getError().getMessage())
        .contains("duplicated store address");
  }

  @Test
  void aStoreHeartbeatIsAcknowledgedAndAnUnknownStoreIsTold() {
    bench.bootstrap();
    for (long id : new long[] {1, 77}) {
      var answer =
          bench.call(
              bench.stub::storeHeartbeat,
              StoreHeartbeatRequest.newBuilder()
                  .setHeader(bench.header())
                  .setStats(StoreStats.newBuilder().setStoreId(id).setCapacity(5))
                  .build());
      assertThat(answer.value().getHeader().hasError()).isEqualTo(id == 77);
    }
  }

  @Test
  void aTimestampStreamAnswersEachMessageAndEndsAfterTheHalfClose() {
    TsoResponse first = bench.timestamp(1).value();
    Answer<TsoResponse> answers = new Answer<>();
    StreamObserver<TsoRequest> requests = bench.stub.tso(answers);
    for (int i = 1; i <= 50; i++) {
      requests.onNext(TsoRequest.newBuilder().setHeader(bench.header()).setCount(i).build());
    }
    bench.world.runUntil(() -> answers.values.size() == 50, PdBench.LONG);
    assertThat(answers.completed).isFalse();
    requests.onCompleted();
    bench.world.runUntil(answers::done, PdBench.LONG);
    assertThat(answers.completed).isTrue();
    long last = Timestamp.of(first.getTimestamp()).toLong();
    for (TsoResponse answer : answers.values) {
      long now = Timestamp.of(answer.getTimestamp()).toLong();
      assertThat(now - answer.getCount()).isGreaterThanOrEqualTo(last);
      last = now;
    }
  }

  @Test
  void aCountOutsideTheBoundsFailsTheStream() {
    for (int count : new int[] {0, 10_001}) {
      Answer<TsoResponse> answers = new Answer<>();
      bench
          .stub
          .tso(answers)
          .onNext(TsoRequest.newBuilder().setHeader(bench.header()).setCount(count).build());
      bench.world.runUntil(answers::done, PdBench.LONG);
      assertThat(answers.status().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    }
    assertThat(bench.timestamp(10_000).value().getCount()).isEqualTo(10_000);
  }

  @Test
  void aSplitGetsOneRegionIdAndOnePeerIdForEachPeer() {
    bench.bootstrap();
    Region region =
        PdBench.firstRegion().toBuilder()
            .addPeers(Peer.newBuilder().setId(4).setStoreId(2))
            .build();
    AskBatchSplitResponse answer =
        bench
            .call(
                bench.stub::askBatchSplit,
                AskBatchSplitRequest.newBuilder()
                    .setHeader(bench.header())
                    .setRegion(region)
                    .setSplitCount(3)
                    .build())
            .value();
    Set<Long> ids = new HashSet<>();
    answer
        .getIdsList()
        .forEach(
            part -> {
              assertThat(part.getNewPeerIdsCount()).isEqualTo(2);
              ids.add(part.getNewRegionId());
              ids.addAll(part.getNewPeerIdsList());
            });
    assertThat(ids).hasSize(9);
    var stale = region.toBuilder().setRegionEpoch(RegionEpoch.getDefaultInstance()).build();
    assertThat(
            bench
                .call(
                    bench.stub::askBatchSplit,
                    AskBatchSplitRequest.newBuilder()
                        .setHeader(bench.header())
                        .setRegion(stale)
                        .setSplitCount(1)
                        .build())
                .value()
                .getHeader()
                .getError()
                .getMessage())
        .contains("stale region");
  }

  private static List<Region> halves() {
    Region whole = PdBench.firstRegion();
    RegionEpoch epoch = RegionEpoch.newBuilder().setConfVer(1).setVersion(2).build();
    ByteString middle = ByteString.copyFromUtf8("m");
    return List.of(
        whole.toBuilder()
            .setId(10)
            .setEndKey(middle)
            .setRegionEpoch(epoch)
            .setPeers(0, Peer.newBuilder().setId(11).setStoreId(1))
            .build(),
        whole.toBuilder().setStartKey(middle).setRegionEpoch(epoch).build());
  }

  @Test
  void aReportedSplitIsVisibleToLookUpsAndScans() {
    bench.bootstrap();
    bench.call(
        bench.stub::reportBatchSplit,
        ReportBatchSplitRequest.newBuilder()
            .setHeader(bench.header())
            .addAllRegions(halves())
            .build());
    assertThat(region("a").getRegion().getId()).isEqualTo(10);
    assertThat(region("m").getRegion().getId()).isEqualTo(2);
    assertThat(
            bench
                .call(
                    bench.stub::getPrevRegion,
                    GetRegionRequest.newBuilder()
                        .setHeader(bench.header())
                        .setRegionKey(ByteString.copyFromUtf8("z"))
                        .build())
                .value()
                .getRegion()
                .getId())
        .isEqualTo(10);
    ScanRegionsResponse scan =
        bench
            .call(
                bench.stub::scanRegions,
                ScanRegionsRequest.newBuilder().setHeader(bench.header()).setLimit(10).build())
            .value();
    assertThat(scan.getRegionsList())
        .extracting(r -> r.getRegion().getId())
        .containsExactly(10L, 2L);
    assertThat(scan.getRegionMetasCount()).isEqualTo(2);
    assertThat(scan.getLeaders(0).getId()).isEqualTo(11);
    var backwards =
        bench.call(
            bench.stub::scanRegions,
            ScanRegionsRequest.newBuilder()
                .setHeader(bench.header())
                .setStartKey(ByteString.copyFromUtf8("z"))
                .setEndKey(ByteString.copyFromUtf8("a"))
                .build());
    assertThat(backwards.status().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
  }

  @Test
  void scatteringIsFinishedAtOnce() {
    bench.bootstrap();
    assertThat(
            bench
                .call(
                    bench.stub::scatterRegion,
                    ScatterRegionRequest.newBuilder()
                        .setHeader(bench.header())
                        .setRegionId(2)
                        .build())
                .value()
                .getHeader()
                .hasError())
        .isFalse();
    GetOperatorResponse operator =
        bench
            .call(
                bench.stub::getOperator,
                GetOperatorRequest.newBuilder().setHeader(bench.header()).setRegionId(2).build())
            .value();
    assertThat(operator.getStatus()).isEqualTo(OperatorStatus.SUCCESS);
    assertThat(operator.getDesc().toStringUtf8()).isNotEqualTo("scatter-region");
  }

  @Test
  void theGcSafePointNeverGoesBack() {
    for (long wanted : new long[] {100, 50, 120}) {
      var answer =
          bench.call(
              bench.stub::updateGCSafePoint,
              UpdateGCSafePointRequest.newBuilder()
                  .setHeader(bench.header())
                  .setSafePoint(wanted)
                  .build());
      assertThat(answer.value().getNewSafePoint()).isEqualTo(wanted == 50 ? 100 : wanted);
    }
    assertThat(
            bench
                .call(
                    bench.stub::getGCSafePoint,
                    GetGCSafePointRequest.newBuilder().setHeader(bench.header()).build())
                .value()
                .getSafePoint())
        .isEqualTo(120);
  }

  private UpdateServiceGCSafePointResponse service(String id, long ttl, long safePoint) {
    return bench
        .call(
            bench.stub::updateServiceGCSafePoint,
            UpdateServiceGCSafePointRequest.newBuilder()
                .setHeader(bench.header())
                .setServiceId(ByteString.copyFromUtf8(id))
                .setTTL(ttl)
                .setSafePoint(safePoint)
                .build())
        .value();
  }

  @Test
  void theOldestServiceSafePointIsKeptUntilItsTimeIsOver() {
    service("gc_worker", Long.MAX_VALUE, 100);
    assertThat(service("backup", 10, 150).getMinSafePoint()).isEqualTo(100);
    UpdateServiceGCSafePointResponse moved = service("gc_worker", Long.MAX_VALUE, 200);
    assertThat(moved.getMinSafePoint()).isEqualTo(150);
    assertThat(moved.getServiceId().toStringUtf8()).isEqualTo("backup");
    assertThat(moved.getTTL()).isBetween(1L, 10L);
    assertThat(service("late", 10, 120).getMinSafePoint()).isEqualTo(150);
    bench.world.run(java.time.Duration.ofSeconds(15));
    assertThat(service("other", 10, 300).getMinSafePoint()).isEqualTo(200);
    assertThat(service("other", 0, 0).getMinSafePoint()).isEqualTo(200);
  }

  @Test
  void whatIsNotServedSaysSo() {
    Status status =
        bench
            .call(
                bench.stub::splitRegions,
                SplitRegionsRequest.newBuilder().setHeader(bench.header()).build())
            .status();
    assertThat(status.getCode()).isEqualTo(Status.Code.UNIMPLEMENTED);
    assertThat(status.getDescription()).contains("SplitRegion of the store");
  }

  @Test
  void newerClientsFindTheServiceModeAndAMinimumTimestamp() {
    assertThat(
            bench
                .call(bench.stub::getClusterInfo, GetClusterInfoRequest.getDefaultInstance())
                .value()
                .getServiceModesCount())
        .isEqualTo(1);
    assertThat(
            bench
                .call(
                    bench.stub::getMinTS,
                    GetMinTSRequest.newBuilder().setHeader(bench.header()).build())
                .value()
                .getTimestamp()
                .getPhysical())
        .isPositive();
  }

  @Test
  void healthAndClusterInfoAreServed() {
    assertThat(
            bench
                .call(
                    HealthGrpc.newStub(bench.channel)::check,
                    HealthCheckRequest.getDefaultInstance())
                .value()
                .getStatus())
        .isEqualTo(ServingStatus.SERVING);
    var info =
        bench
            .call(
                ClusterInfoGrpc.newStub(bench.channel)::get,
                ClusterInfoRequest.getDefaultInstance())
            .value();
    assertThat(info.getClusterId()).isEqualTo(bench.clusterId);
    assertThat(info.getKeyMode()).isEqualTo(KeyMode.V1_TXN);
    assertThat(info.getReplicas()).isEqualTo(3);
  }
}

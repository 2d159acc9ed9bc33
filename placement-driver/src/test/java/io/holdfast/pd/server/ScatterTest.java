package io.holdfast.pd.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.stub.StreamObserver;
import io.holdfast.pd.server.PdBench.Answer;
import io.holdfast.protocol.wire.metapb.Peer;
import io.holdfast.protocol.wire.metapb.Region;
import io.holdfast.protocol.wire.pdpb.ErrorType;
import io.holdfast.protocol.wire.pdpb.GetOperatorRequest;
import io.holdfast.protocol.wire.pdpb.GetOperatorResponse;
import io.holdfast.protocol.wire.pdpb.OperatorStatus;
import io.holdfast.protocol.wire.pdpb.RegionHeartbeatRequest;
import io.holdfast.protocol.wire.pdpb.RegionHeartbeatResponse;
import io.holdfast.protocol.wire.pdpb.ScatterRegionRequest;
import io.holdfast.protocol.wire.pdpb.ScatterRegionResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Scattering does what it says: leaders go to stores that have fewer of them. */
final class ScatterTest {
  private final PdBench bench = new PdBench(31);
  private final Answer<RegionHeartbeatResponse> orders = new Answer<>();

  @BeforeEach
  void start() throws PdStartException {
    bench.start();
    bench.bootstrap();
    bench.putStore(PdBench.store(4));
    bench.putStore(PdBench.store(5));
    Region left = region(2, "", "m");
    Region right = region(20, "m", "");
    StreamObserver<RegionHeartbeatRequest> stream = bench.stub.regionHeartbeat(orders);
    for (Region region : new Region[] {left, right}) {
      stream.onNext(
          RegionHeartbeatRequest.newBuilder()
              .setHeader(bench.header())
              .setRegion(region)
              .setLeader(region.getPeers(0))
              .setTerm(6)
              .build());
    }
    bench.world.run(java.time.Duration.ofSeconds(1));
  }

  @AfterEach
  void stop() {
    bench.close();
  }

  private static Region region(long id, String from, String to) {
    Region.Builder region =
        PdBench.firstRegion().toBuilder()
            .setId(id)
            .setStartKey(com.google.protobuf.ByteString.copyFromUtf8(from))
            .setEndKey(com.google.protobuf.ByteString.copyFromUtf8(to))
            .clearPeers();
    region.getRegionEpochBuilder().setVersion(2);
    for (long store : new long[] {1, 4, 5}) {
      region.addPeers(Peer.newBuilder().setId(id * 10 + store).setStoreId(store));
    }
    return region.build();
  }

  private ScatterRegionResponse scatter(long region) {
    return bench
        .call(
            bench.stub::scatterRegion,
            ScatterRegionRequest.newBuilder().setHeader(bench.header()).setRegionId(region).build())
        .value();
  }

  @Test
  void theLeaderIsAskedToHandOverToAStoreThatLeadsLess() {
    assertThat(scatter(20).getHeader().hasError()).isFalse();
    assertThat(bench.world.runUntil(() -> !orders.values.isEmpty(), PdBench.LONG)).isTrue();
    RegionHeartbeatResponse order = orders.values.get(0);
    assertThat(order.getRegionId()).isEqualTo(20);
    assertThat(order.getTransferLeader().getPeer().getStoreId()).isEqualTo(4);
    GetOperatorResponse operator =
        bench
            .call(
                bench.stub::getOperator,
                GetOperatorRequest.newBuilder().setHeader(bench.header()).setRegionId(20).build())
            .value();
    assertThat(operator.getStatus()).isEqualTo(OperatorStatus.RUNNING);
  }

  @Test
  void aRegionThatNobodyKnowsIsNotScattered() {
    assertThat(scatter(77).getHeader().getError().getType()).isEqualTo(ErrorType.REGION_NOT_FOUND);
  }
}

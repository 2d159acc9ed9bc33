package io.holdfast.pd.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.stub.StreamObserver;
import io.holdfast.pd.server.PdBench.Answer;
import io.holdfast.protocol.wire.metapb.Peer;
import io.holdfast.protocol.wire.metapb.Region;
import io.holdfast.protocol.wire.pdpb.RegionHeartbeatRequest;
import io.holdfast.protocol.wire.pdpb.RegionHeartbeatResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Leaders are spread over the stores, when nothing else moves them. */
final class LeaderBalanceTest {
  private static final List<String> CUTS = List.of("", "g", "p", "");

  private final PdBench bench = new PdBench(37);
  private final Answer<RegionHeartbeatResponse> orders = new Answer<>();
  private StreamObserver<RegionHeartbeatRequest> stream = new Answer<>();

  @BeforeEach
  void start() throws PdStartException {
    bench.start();
    bench.bootstrap();
    bench.putStore(PdBench.store(4));
    bench.putStore(PdBench.store(5));
    stream = bench.stub.regionHeartbeat(orders);
    for (int i = 0; i < 3; i++) {
      report(i, 0, 6);
    }
  }

  @AfterEach
  void stop() {
    bench.close();
  }

  private void report(int number, int leader, long term) {
    Region.Builder region =
        PdBench.firstRegion().toBuilder()
            .setId(20 + number)
            .setStartKey(ByteString.copyFromUtf8(CUTS.get(number)))
            .setEndKey(ByteString.copyFromUtf8(CUTS.get(number + 1)))
            .clearPeers();
    region.getRegionEpochBuilder().setVersion(9);
    for (long store : new long[] {1, 4, 5}) {
      region.addPeers(Peer.newBuilder().setId((20 + number) * 10L + store).setStoreId(store));
    }
    stream.onNext(
        RegionHeartbeatRequest.newBuilder()
            .setHeader(bench.header())
            .setRegion(region)
            .setLeader(region.getPeers(leader))
            .setTerm(term)
            .build());
  }

  private Map<Long, Long> asked() {
    Map<Long, Long> targets = new TreeMap<>();
    for (RegionHeartbeatResponse order : orders.values) {
      assertThat(order.hasTransferLeader()).isTrue();
      targets.put(order.getRegionId(), order.getTransferLeader().getPeer().getStoreId());
    }
    return targets;
  }

  @Test
  void regionsGoToStoresThatLeadFewer() {
    bench.world.run(Duration.ofSeconds(9));
    assertThat(asked()).isEmpty();
    bench.world.run(Duration.ofSeconds(3));
    assertThat(asked()).hasSize(2);
    assertThat(asked().values()).containsExactlyInAnyOrder(4L, 5L);
  }

  /** Who seems to lead too few may just have died. */
  @Test
  void anElectionIsNotAnsweredByMoves() {
    bench.world.run(Duration.ofSeconds(8));
    report(0, 1, 7);
    report(0, 0, 8);
    bench.world.run(Duration.ofSeconds(9));
    assertThat(asked()).isEmpty();
    bench.world.run(Duration.ofSeconds(3));
    assertThat(asked()).hasSize(2);
  }

  /** Its leader has a reason, as that the other one does not answer. */
  @Test
  void whatIsNotDoneIsLeftForAWhile() {
    bench.world.run(Duration.ofSeconds(17));
    assertThat(asked()).hasSize(2);
    int ordered = orders.values.size();
    bench.world.run(Duration.ofSeconds(7));
    assertThat(orders.values).hasSize(ordered);
    bench.world.run(Duration.ofSeconds(4));
    assertThat(orders.values).hasSizeGreaterThan(ordered);
  }
}

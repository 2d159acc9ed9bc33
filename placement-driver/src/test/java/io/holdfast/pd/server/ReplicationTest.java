package io.holdfast.pd.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.stub.StreamObserver;
import io.holdfast.pd.server.PdBench.Answer;
import io.holdfast.protocol.wire.eraftpb.ConfChangeType;
import io.holdfast.protocol.wire.metapb.Peer;
import io.holdfast.protocol.wire.metapb.PeerRole;
import io.holdfast.protocol.wire.metapb.Region;
import io.holdfast.protocol.wire.pdpb.ChangePeer;
import io.holdfast.protocol.wire.pdpb.RegionHeartbeatRequest;
import io.holdfast.protocol.wire.pdpb.RegionHeartbeatResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A region grows to three replicas by the answers to its heart-beats. */
final class ReplicationTest {
  private final PdBench bench = new PdBench(5);
  private final Answer<RegionHeartbeatResponse> answers = new Answer<>();
  private StreamObserver<RegionHeartbeatRequest> stream = answersOnly();
  private Region region = PdBench.firstRegion();

  private static StreamObserver<RegionHeartbeatRequest> answersOnly() {
    return new Answer<>();
  }

  @BeforeEach
  void start() throws PdStartException {
    bench.start();
    bench.bootstrap();
    for (long id : new long[] {4, 5, 6}) {
      bench.putStore(PdBench.store(id));
    }
    stream = bench.stub.regionHeartbeat(answers);
  }

  @AfterEach
  void stop() {
    bench.close();
  }

  private void report(Peer... pending) {
    stream.onNext(
        RegionHeartbeatRequest.newBuilder()
            .setHeader(bench.header())
            .setRegion(region)
            .setLeader(region.getPeers(0))
            .setTerm(6)
            .addAllPendingPeers(List.of(pending))
            .build());
  }

  private ChangePeer nextInstruction() {
    int before = answers.values.size();
    assertThat(bench.world.runUntil(() -> answers.values.size() > before, PdBench.LONG)).isTrue();
    RegionHeartbeatResponse answer = answers.values.get(answers.values.size() - 1);
    assertThat(answer.getRegionId()).isEqualTo(region.getId());
    assertThat(answer.getRegionEpoch()).isEqualTo(region.getRegionEpoch());
    assertThat(answer.getTargetPeer()).isEqualTo(region.getPeers(0));
    return answer.getChangePeer();
  }

  private void change(List<Peer> peers) {
    Region.Builder changed = region.toBuilder().clearPeers().addAllPeers(peers);
    changed.getRegionEpochBuilder().setConfVer(region.getRegionEpoch().getConfVer() + 1);
    region = changed.build();
  }

  /** Carries out one instruction to add a replica; answers with the new voter. */
  private Peer addReplica() {
    report();
    ChangePeer add = nextInstruction();
    assertThat(add.getChangeType()).isEqualTo(ConfChangeType.AddLearnerNode);
    Peer learner = add.getPeer();
    assertThat(learner.getRole()).isEqualTo(PeerRole.Learner);
    List<Peer> with = new ArrayList<>(region.getPeersList());
    with.add(learner);
    change(with);
    report(learner); // Lags behind: PD repeats itself and does not promote.
    bench.world.run(Duration.ofMillis(100));
    report();
    ChangePeer promote = nextInstruction();
    while (promote.getChangeType() == ConfChangeType.AddLearnerNode) {
      assertThat(promote.getPeer()).isEqualTo(learner);
      promote = nextInstruction();
    }
    assertThat(promote.getChangeType()).isEqualTo(ConfChangeType.AddNode);
    Peer voter = promote.getPeer();
    assertThat(voter).isEqualTo(learner.toBuilder().setRole(PeerRole.Voter).build());
    with.set(with.size() - 1, voter);
    change(with);
    return voter;
  }

  @Test
  void aRegionGrowsToThreeReplicasOnDifferentStoresAndNoFurther() {
    Peer second = addReplica();
    Peer third = addReplica();
    assertThat(second.getStoreId()).isNotEqualTo(third.getStoreId());
    assertThat(List.of(4L, 5L, 6L)).contains(second.getStoreId(), third.getStoreId());
    report();
    bench.world.run(Duration.ofMillis(100));
    int before = answers.values.size();
    for (int i = 0; i < 5; i++) {
      report();
      bench.world.run(Duration.ofSeconds(1));
    }
    assertThat(answers.values).hasSize(before);
  }

  @Test
  void anInstructionThatWasLostIsRepeatedWithTheSamePeer() {
    report();
    Peer first = nextInstruction().getPeer();
    assertThat(nextInstruction().getPeer()).isEqualTo(first); // By patrol, without a heart-beat.
    report();
    assertThat(nextInstruction().getPeer()).isEqualTo(first);
  }

  @Test
  void aReportOfAnOldShapeIsIgnored() {
    addReplica();
    report();
    nextInstruction();
    Region newest = region;
    region = PdBench.firstRegion();
    int before = answers.values.size();
    report();
    bench.world.run(Duration.ofMillis(300));
    region = newest;
    assertThat(answers.values.subList(before, answers.values.size()))
        .allSatisfy(a -> assertThat(a.getRegionEpoch()).isEqualTo(newest.getRegionEpoch()));
  }

  @Test
  void aRegionWithoutARangeEndsTheStream() {
    region =
        region.toBuilder()
            .setStartKey(com.google.protobuf.ByteString.copyFromUtf8("b"))
            .setEndKey(com.google.protobuf.ByteString.copyFromUtf8("a"))
            .build();
    report();
    bench.world.runUntil(answers::done, PdBench.LONG);
    assertThat(answers.status().getCode()).isEqualTo(io.grpc.Status.Code.INVALID_ARGUMENT);
  }
}

package io.holdfast.protocol.error;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.protocol.error.RegionError.EpochNotMatch;
import io.holdfast.protocol.wire.errorpb.Error;
import io.holdfast.protocol.wire.errorpb.ProposalInMergingMode;
import io.holdfast.protocol.wire.metapb.Peer;
import io.holdfast.protocol.wire.metapb.Region;
import io.holdfast.runtime.base.Bytes;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class RegionErrorTest {
  private static final Peer PEER = Peer.newBuilder().setId(4).setStoreId(1).build();

  private static final List<RegionError> ONE_OF_EACH =
      List.of(
          new RegionError.NotLeader(2, PEER),
          new RegionError.RegionNotFound(2),
          new RegionError.KeyNotInRegion(Bytes.utf8("k"), 2, Bytes.utf8("a"), Bytes.EMPTY),
          new EpochNotMatch(List.of(Region.newBuilder().setId(2).addPeers(PEER).build())),
          new RegionError.ServerIsBusy("apply queue", 100),
          new RegionError.StaleCommand(),
          new RegionError.StoreNotMatch(1, 2),
          new RegionError.RaftEntryTooLarge(2, 9_000_000),
          new RegionError.MaxTimestampNotSynced(),
          new RegionError.ReadIndexNotReady("no quorum", 2),
          new RegionError.DataIsNotReady(2, 4, 99),
          new RegionError.RegionNotInitialized(2),
          new RegionError.DiskFull(List.of(1L, 2L), "log"),
          new RegionError.PeerNotMatch(4, 5),
          new RegionError.Undetermined("leader lost"),
          new RegionError.Other("Raft ProposalDropped"));

  @Test
  void everyErrorSurvivesTheWire() {
    Set<RegionError.Kind> seen = EnumSet.noneOf(RegionError.Kind.class);
    for (RegionError error : ONE_OF_EACH) {
      Error wire = error.toWire();
      assertThat(RegionError.fromWire(wire)).isEqualTo(error);
      assertThat(wire.getMessage()).isEqualTo(error.message()).isNotEmpty();
      seen.add(error.kind());
    }
    assertThat(seen).containsExactlyInAnyOrder(RegionError.Kind.values());
  }

  @Test
  void exactlyOneTypedFieldIsSetOnTheWire() {
    for (RegionError error : ONE_OF_EACH) {
      int fields = error.toWire().getAllFields().size();
      assertThat(fields).isEqualTo(error.kind() == RegionError.Kind.OTHER ? 1 : 2);
    }
  }

  @Test
  void aLeaderThatIsNotKnownIsAbsentOnTheWire() {
    Error wire = new RegionError.NotLeader(7, null).toWire();
    assertThat(wire.getNotLeader().hasLeader()).isFalse();
    assertThat(RegionError.fromWire(wire)).isEqualTo(new RegionError.NotLeader(7, null));
  }

  @Test
  void anErrorThisVersionDoesNotServeIsReadAsOther() {
    Error wire =
        Error.newBuilder()
            .setMessage("merging")
            .setProposalInMergingMode(ProposalInMergingMode.newBuilder().setRegionId(1))
            .build();
    assertThat(RegionError.fromWire(wire)).isEqualTo(new RegionError.Other("merging"));
  }

  @Test
  void theLeaderMovesToTheFrontOfItsPeers() {
    Region region =
        Region.newBuilder()
            .addPeers(Peer.newBuilder().setId(1))
            .addPeers(Peer.newBuilder().setId(2))
            .addPeers(Peer.newBuilder().setId(3))
            .build();
    assertThat(EpochNotMatch.leaderFirst(region, 3).getPeersList().stream().map(Peer::getId))
        .containsExactly(3L, 1L, 2L);
    assertThat(EpochNotMatch.leaderFirst(region, 9)).isEqualTo(region);
  }
}

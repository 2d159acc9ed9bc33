package io.holdfast.store.region.split;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.holdfast.protocol.wire.internal.SplitCommand;
import io.holdfast.protocol.wire.metapb.Peer;
import io.holdfast.protocol.wire.metapb.PeerRole;
import io.holdfast.protocol.wire.metapb.Region;
import io.holdfast.store.region.RegionDescriptor;
import org.junit.jupiter.api.Test;

class SplitPlanTest {
  private static final RegionDescriptor REGION = region("b", "y");

  private static RegionDescriptor region(String start, String end) {
    Region.Builder region =
        Region.newBuilder()
            .setId(1)
            .setStartKey(ByteString.copyFromUtf8(start))
            .setEndKey(ByteString.copyFromUtf8(end))
            .addPeers(Peer.newBuilder().setId(2).setStoreId(10))
            .addPeers(Peer.newBuilder().setId(3).setStoreId(11).setRole(PeerRole.Learner));
    region.getRegionEpochBuilder().setConfVer(4).setVersion(6);
    return RegionDescriptor.of(region.build());
  }

  private static SplitCommand command(String... keys) {
    SplitCommand.Builder command = SplitCommand.newBuilder().setRightDerive(true);
    long id = 100;
    for (String key : keys) {
      command
          .addPartsBuilder()
          .setSplitKey(ByteString.copyFromUtf8(key))
          .setNewRegionId(id++)
          .addNewPeerIds(id++)
          .addNewPeerIds(id++);
    }
    return command.build();
  }

  @Test
  void thePartsCoverWhatTheRegionCoveredAndTheRightOneKeepsTheId() {
    SplitPlan plan = SplitPlan.of(REGION, command("g", "p"));
    assertThat(plan.regions())
        .extracting(r -> r.getId() + r.getStartKey().toStringUtf8() + r.getEndKey().toStringUtf8())
        .containsExactly("100bg", "103gp", "1py");
  }

  @Test
  void allPartsAreNewerThanTheRegionByTheNumberOfNewOnes() {
    SplitPlan plan = SplitPlan.of(REGION, command("g", "p"));
    assertThat(plan.regions()).allMatch(r -> r.getRegionEpoch().getVersion() == 8);
    assertThat(plan.regions()).allMatch(r -> r.getRegionEpoch().getConfVer() == 4);
  }

  @Test
  void aNewPartHasTheStoresAndRolesOfTheRegionUnderNewIds() {
    RegionDescriptor child = SplitPlan.of(REGION, command("g")).children().get(0);
    assertThat(child.peers())
        .extracting(p -> p.getId() + "@" + p.getStoreId() + " " + p.getRole())
        .containsExactly("101@10 Voter", "102@11 Learner");
  }

  @Test
  void keysOutsideTheRangeOrOutOfOrderAreRefused() {
    assertThat(SplitPlan.objection(REGION, command("g", "p"))).isEmpty();
    assertThat(SplitPlan.objection(REGION, command("b"))).isNotEmpty();
    assertThat(SplitPlan.objection(REGION, command("y"))).isNotEmpty();
    assertThat(SplitPlan.objection(REGION, command("a"))).isNotEmpty();
    assertThat(SplitPlan.objection(REGION, command("p", "g"))).isNotEmpty();
    assertThat(SplitPlan.objection(REGION, command("g", "g"))).isNotEmpty();
    assertThat(SplitPlan.objection(REGION, command())).isNotEmpty();
  }

  @Test
  void idsForOtherMembersThanTheRegionHasAreRefused() {
    SplitCommand.Builder command = command("g").toBuilder();
    command.getPartsBuilder(0).addNewPeerIds(9);
    assertThat(SplitPlan.objection(REGION, command.build())).isNotEmpty();
  }
}

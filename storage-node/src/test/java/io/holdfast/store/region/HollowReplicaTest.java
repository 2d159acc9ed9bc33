package io.holdfast.store.region;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.holdfast.protocol.wire.internal.RegionLocalState;
import io.holdfast.protocol.wire.metapb.Peer;
import io.holdfast.protocol.wire.metapb.Region;
import io.holdfast.protocol.wire.metapb.RegionEpoch;
import org.junit.jupiter.api.Test;

class HollowReplicaTest {
  private static Region region(long id, String start, String end, long version) {
    return Region.newBuilder()
        .setId(id)
        .setStartKey(ByteString.copyFromUtf8(start))
        .setEndKey(ByteString.copyFromUtf8(end))
        .setRegionEpoch(RegionEpoch.newBuilder().setVersion(version).setConfVer(1))
        .addPeers(Peer.newBuilder().setId(id + 1).setStoreId(1))
        .build();
  }

  private static boolean outdates(Region waiting, Region offered) {
    RegionLocalState state =
        RegionLocalState.newBuilder()
            .setState(RegionLocalState.State.APPLYING)
            .setRegion(waiting)
            .setPeerId(waiting.getId() + 1)
            .build();
    return HollowReplica.outdates(state, RegionDescriptor.of(offered));
  }

  @Test
  void aSnapshotOfTheParentFromBeforeTheSplitIsOfThePast() {
    // G7: installed, the parent would split here and find its child already present.
    assertThat(outdates(region(20, "m", "z", 2), region(10, "a", "z", 1))).isTrue();
    assertThat(outdates(region(20, "m", "", 2), region(10, "", "", 1))).isTrue();
  }

  @Test
  void aSnapshotFromAfterTheSplitOrOfAnotherRangeIsNot() {
    assertThat(outdates(region(20, "m", "z", 2), region(10, "a", "m", 2))).isFalse();
    assertThat(outdates(region(20, "m", "z", 2), region(10, "a", "f", 1))).isFalse();
  }

  @Test
  void whatWaitsMayItselfBeOfThePast() {
    assertThat(outdates(region(20, "m", "z", 2), region(30, "t", "z", 3))).isFalse();
  }

  @Test
  void theReplicaItselfMayBeFilled() {
    assertThat(outdates(region(20, "m", "z", 3), region(20, "m", "z", 2))).isFalse();
  }
}

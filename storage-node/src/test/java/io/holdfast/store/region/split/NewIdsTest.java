package io.holdfast.store.region.split;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.protocol.wire.pdpb.SplitID;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Rule G11: ids that were handed out before are not taken. */
class NewIdsTest {
  private static SplitID ids(long region, Long... peers) {
    return SplitID.newBuilder().setNewRegionId(region).addAllNewPeerIds(List.of(peers)).build();
  }

  @Test
  void idsAboveEverythingKnownAreNew() {
    assertThat(NewIds.objection(List.of(ids(11, 12L, 13L), ids(14, 15L, 16L)), 10)).isEmpty();
    assertThat(NewIds.objection(List.of(), 10)).isEmpty();
  }

  @Test
  void anyIdThatMayBeInUseIsRefused() {
    assertThat(NewIds.objection(List.of(ids(10, 12L)), 10)).contains("older copy", "10");
    assertThat(NewIds.objection(List.of(ids(11, 12L), ids(13, 9L)), 10)).contains("id 9");
  }

  @Test
  void anIdIsGoodForOneThing() {
    assertThat(NewIds.objection(List.of(ids(11, 12L, 12L)), 10)).contains("twice");
    assertThat(NewIds.objection(List.of(ids(11, 12L), ids(11, 13L)), 10)).contains("twice");
    assertThat(NewIds.objection(List.of(ids(11, 11L)), 10)).contains("twice");
  }
}

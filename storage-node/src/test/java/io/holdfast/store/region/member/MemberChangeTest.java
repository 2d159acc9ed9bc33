package io.holdfast.store.region.member;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.protocol.wire.internal.ConfChangeCommand;
import io.holdfast.protocol.wire.metapb.Peer;
import io.holdfast.protocol.wire.metapb.PeerRole;
import io.holdfast.protocol.wire.metapb.Region;
import io.holdfast.store.region.RegionDescriptor;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemberChangeTest {
  private static RegionDescriptor region(Peer... peers) {
    Region.Builder region = Region.newBuilder().setId(1).addAllPeers(List.of(peers));
    region.getRegionEpochBuilder().setConfVer(4).setVersion(6);
    return RegionDescriptor.of(region.build());
  }

  private static Peer peer(long id, long store, PeerRole role) {
    return Peer.newBuilder().setId(id).setStoreId(store).setRole(role).build();
  }

  private static ConfChangeCommand change(ConfChangeCommand.Type type, Peer peer) {
    return ConfChangeCommand.newBuilder()
        .addChanges(ConfChangeCommand.Change.newBuilder().setType(type).setPeer(peer))
        .build();
  }

  private static final Peer VOTER = peer(2, 10, PeerRole.Voter);
  private static final Peer LEARNER = peer(3, 11, PeerRole.Learner);

  @Test
  void aNewMemberBeginsAsALearner() {
    ConfChangeCommand add = change(ConfChangeCommand.Type.ADD_LEARNER, peer(3, 11, PeerRole.Voter));
    assertThat(MemberChange.objection(region(VOTER), add)).isEmpty();
    RegionDescriptor after = MemberChange.apply(region(VOTER), add);
    assertThat(after.peers()).containsExactly(VOTER, LEARNER);
    assertThat(after.confVersion()).isEqualTo(5);
    assertThat(after.version()).isEqualTo(6);
    assertThat(after.conf().learners()).containsExactly(3L);
  }

  @Test
  void onlyALearnerIsPromoted() {
    ConfChangeCommand promote = change(ConfChangeCommand.Type.ADD_VOTER, LEARNER);
    assertThat(MemberChange.objection(region(VOTER), promote)).isNotEmpty();
    assertThat(MemberChange.objection(region(VOTER, LEARNER), promote)).isEmpty();
    RegionDescriptor after = MemberChange.apply(region(VOTER, LEARNER), promote);
    assertThat(after.conf().voters()).containsExactly(2L, 3L);
    assertThat(after.conf().learners()).isEmpty();
  }

  @Test
  void aStoreHasAtMostOneMember() {
    ConfChangeCommand add =
        change(ConfChangeCommand.Type.ADD_LEARNER, peer(9, 10, PeerRole.Learner));
    assertThat(MemberChange.objection(region(VOTER), add)).isNotEmpty();
  }

  @Test
  void theLastMemberStays() {
    ConfChangeCommand remove = change(ConfChangeCommand.Type.REMOVE, VOTER);
    assertThat(MemberChange.objection(region(VOTER), remove)).isNotEmpty();
    assertThat(MemberChange.objection(region(VOTER, LEARNER), remove)).isEmpty();
    assertThat(MemberChange.apply(region(VOTER, LEARNER), remove).peers()).containsExactly(LEARNER);
  }

  @Test
  void changesGoOneAtATime() {
    ConfChangeCommand two =
        change(ConfChangeCommand.Type.REMOVE, VOTER).toBuilder()
            .addChanges(
                ConfChangeCommand.Change.newBuilder()
                    .setType(ConfChangeCommand.Type.REMOVE)
                    .setPeer(LEARNER))
            .build();
    assertThat(MemberChange.objection(region(VOTER, LEARNER), two)).isNotEmpty();
  }
}

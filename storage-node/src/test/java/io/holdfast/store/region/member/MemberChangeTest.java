package io.holdfast.store.region.member;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.protocol.wire.internal.ConfChangeCommand;
import io.holdfast.protocol.wire.metapb.Peer;
import io.holdfast.protocol.wire.metapb.PeerRole;
import io.holdfast.protocol.wire.metapb.Region;
import io.holdfast.raft.core.ConfChange;
import io.holdfast.raft.core.ConfState;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.store.region.PeerRoles;
import io.holdfast.store.region.RegionDescriptor;
import java.util.List;
import java.util.SplittableRandom;
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
    assertThat(MemberChange.objection(region(VOTER, LEARNER), remove)).as("voter").isNotEmpty();
    ConfChangeCommand other = change(ConfChangeCommand.Type.REMOVE, LEARNER);
    assertThat(MemberChange.apply(region(VOTER, LEARNER), other).peers()).containsExactly(VOTER);
  }

  private static ConfChangeCommand both(ConfChangeCommand one, ConfChangeCommand other) {
    return one.toBuilder().addAllChanges(other.getChangesList()).build();
  }

  @Test
  void oneVoterThatChangesNeedsNoJointConfiguration() {
    ConfChangeCommand two =
        both(
            change(ConfChangeCommand.Type.ADD_VOTER, LEARNER),
            change(ConfChangeCommand.Type.ADD_LEARNER, peer(9, 12, PeerRole.Learner)));
    RegionDescriptor after = MemberChange.apply(region(VOTER, LEARNER), two);
    assertThat(after.conf()).isEqualTo(ConfState.of(List.of(2L, 3L), List.of(9L)));
    assertThat(MemberChange.toRaft(region(VOTER, LEARNER), two, Bytes.EMPTY).transition())
        .isEqualTo(ConfChange.Transition.SIMPLE);
  }

  @Test
  void aVoterForAnotherGoesThroughAJointConfiguration() {
    ConfChangeCommand swap =
        both(
            change(ConfChangeCommand.Type.ADD_VOTER, LEARNER),
            change(ConfChangeCommand.Type.ADD_LEARNER, VOTER));
    RegionDescriptor joint = MemberChange.apply(region(VOTER, LEARNER), swap);
    assertThat(joint.peers())
        .containsExactly(peer(2, 10, PeerRole.DemotingVoter), peer(3, 11, PeerRole.IncomingVoter));
    assertThat(joint.conf())
        .isEqualTo(new ConfState(List.of(3L), List.of(), List.of(2L), List.of(2L), true));
    assertThat(MemberChange.objection(joint, swap)).isNotEmpty();
    ConfChangeCommand leave = ConfChangeCommand.getDefaultInstance();
    assertThat(MemberChange.objection(joint, leave)).isEmpty();
    assertThat(MemberChange.apply(joint, leave).peers())
        .containsExactly(peer(2, 10, PeerRole.Learner), peer(3, 11, PeerRole.Voter));
    assertThat(MemberChange.objection(region(VOTER, LEARNER), leave)).isNotEmpty();
  }

  @Test
  void amongSeveralAVoterIsDemotedBeforeItGoes() {
    ConfChangeCommand swap =
        both(
            change(ConfChangeCommand.Type.ADD_VOTER, LEARNER),
            change(ConfChangeCommand.Type.REMOVE, VOTER));
    assertThat(MemberChange.objection(region(VOTER, LEARNER), swap)).contains("demoted");
  }

  /** Whatever is ordered: the group and the region come to the same members (L17). */
  @Test
  void rolesAndConfigurationSayTheSameAfterAnyChanges() {
    SplittableRandom random = new SplittableRandom(7);
    int joints = 0;
    for (int round = 0; round < 2_000; round++) {
      RegionDescriptor region = region(VOTER);
      long nextId = 4;
      for (int step = 0; step < 12; step++) {
        ConfChangeCommand.Builder command = ConfChangeCommand.newBuilder();
        int changes = region.conf().joint() ? random.nextInt(2) : 1 + random.nextInt(3);
        for (int i = 0; i < changes; i++) {
          boolean fresh = random.nextInt(3) == 0;
          Peer peer =
              fresh
                  ? peer(nextId, 8 + nextId++, PeerRole.Learner)
                  : region.peers().get(random.nextInt(region.peers().size()));
          boolean any = random.nextInt(4) == 0;
          ConfChangeCommand.Type type =
              fresh || peer.getRole() == PeerRole.Voter
                  ? ConfChangeCommand.Type.ADD_LEARNER
                  : ConfChangeCommand.Type.ADD_VOTER;
          command
              .addChangesBuilder()
              .setType(any ? ConfChangeCommand.Type.forNumber(random.nextInt(3)) : type)
              .setPeer(peer);
        }
        if (!MemberChange.objection(region, command.build()).isEmpty()) {
          continue;
        }
        RegionDescriptor after = MemberChange.apply(region, command.build());
        assertThat(after.conf()).isEqualTo(MemberChange.after(region, command.build()));
        for (Peer peer : after.peers()) {
          assertThat(PeerRoles.of(after.conf(), peer.getId())).isEqualTo(peer.getRole());
        }
        assertThat(after.confVersion()).isEqualTo(region.confVersion() + 1);
        joints += after.conf().joint() ? 1 : 0;
        region = after;
      }
    }
    assertThat(joints).as("joint configurations met").isGreaterThan(500);
  }
}

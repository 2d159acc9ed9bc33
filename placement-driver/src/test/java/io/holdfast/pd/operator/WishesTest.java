package io.holdfast.pd.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.pd.state.RegionInfo;
import io.holdfast.protocol.wire.metapb.Peer;
import io.holdfast.protocol.wire.metapb.PeerRole;
import io.holdfast.protocol.wire.metapb.Region;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is wished becomes steps that never leave a region with less than it has. */
final class WishesTest {
  private static final Peer FIRST = peer(11, 1);
  private static final Peer SECOND = peer(12, 2);
  private static final Peer THIRD = peer(13, 3);

  private static Peer peer(long id, long store) {
    return Peer.newBuilder().setId(id).setStoreId(store).build();
  }

  private static RegionInfo region(Peer leader, Peer... peers) {
    Region region = Region.newBuilder().setId(1).addAllPeers(List.of(peers)).build();
    return new RegionInfo(region, leader, 5, List.of(), List.of(), 0);
  }

  private static List<Step> steps(Wish wish) {
    return Wishes.steps(region(FIRST, FIRST, SECOND, THIRD), wish, () -> 99);
  }

  @Test
  void aReplicaMovesByComingFirstAndGoingLast() {
    Peer newcomer = peer(99, 4).toBuilder().setRole(PeerRole.Learner).build();
    assertThat(steps(new Wish.Move(1, 4)))
        .containsExactly(
            new Step.AddLearner(newcomer),
            new Step.Promote(newcomer),
            new Step.PassLeadership(FIRST, SECOND),
            new Step.Remove(FIRST));
  }

  @Test
  void aReplicaIsSwappedByOneStepOfTwoChanges() {
    Peer newcomer = peer(99, 4).toBuilder().setRole(PeerRole.Learner).build();
    Step.Swap swap = new Step.Swap(newcomer, FIRST);
    assertThat(steps(new Wish.Swap(1, 4)))
        .containsExactly(
            new Step.AddLearner(newcomer),
            new Step.PassLeadership(FIRST, SECOND),
            swap,
            new Step.Remove(FIRST));
    assertThat(swap.order().getChangePeerV2().getChangesCount()).isEqualTo(2);
    Peer coming = newcomer.toBuilder().setRole(PeerRole.IncomingVoter).build();
    Peer going = FIRST.toBuilder().setRole(PeerRole.DemotingVoter).build();
    assertThat(swap.finished(region(SECOND, going, SECOND, THIRD, coming))).isFalse();
    assertThat(swap.possible(region(SECOND, going, SECOND, THIRD, coming))).isTrue();
    assertThat(swap.possible(region(FIRST, FIRST, SECOND, THIRD, newcomer))).isFalse();
    Peer voter = newcomer.toBuilder().setRole(PeerRole.Voter).build();
    Peer learner = FIRST.toBuilder().setRole(PeerRole.Learner).build();
    assertThat(swap.finished(region(SECOND, learner, SECOND, THIRD, voter))).isTrue();
  }

  @Test
  void wishesThatDoNotFitTheRegionHaveNoSteps() {
    assertThat(steps(new Wish.Move(1, 2))).as("there is one already").isEmpty();
    assertThat(steps(new Wish.Move(4, 5))).as("there is none").isEmpty();
    assertThat(steps(new Wish.Swap(1, 2))).as("there is one already").isEmpty();
    assertThat(steps(new Wish.Leave(4))).isEmpty();
    assertThat(steps(new Wish.Lead(4))).isEmpty();
    RegionInfo alone = region(FIRST, FIRST);
    assertThat(Wishes.steps(alone, new Wish.Leave(1), () -> 99)).as("the last one").isEmpty();
    Peer learner = SECOND.toBuilder().setRole(PeerRole.Learner).build();
    RegionInfo changing = region(FIRST, FIRST, learner);
    assertThat(Wishes.steps(changing, new Wish.Lead(1), () -> 99)).isEmpty();
    RegionInfo whole = region(FIRST, FIRST, SECOND, THIRD);
    assertThat(Wishes.steps(whole, new Wish.Move(1, 4), () -> 0)).as("no id yet").isEmpty();
  }

  @Test
  void aStepIsDoneWhenTheRegionLooksLikeIt() {
    RegionInfo led = region(FIRST, FIRST, SECOND, THIRD);
    assertThat(new Step.TransferLeader(FIRST).finished(led)).isTrue();
    assertThat(new Step.TransferLeader(SECOND).finished(led)).isFalse();
    assertThat(new Step.PassLeadership(FIRST, SECOND).finished(led)).isFalse();
    assertThat(new Step.PassLeadership(THIRD, SECOND).finished(led)).isTrue();
    assertThat(new Step.Remove(FIRST).possible(led)).as("the leader").isFalse();
    assertThat(new Step.Remove(THIRD).possible(led)).isTrue();
    assertThat(new Step.Remove(peer(14, 4)).finished(led)).isTrue();
    assertThat(new Step.TransferLeader(SECOND).order().getTransferLeader().getPeer())
        .isEqualTo(SECOND);
  }
}

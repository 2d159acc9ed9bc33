package io.holdfast.raft.quorum;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Quorum arithmetic against the definitions, spelled out with sets. */
final class QuorumPropertyTest {
  private static final int CASES = 20_000;
  private static final long PEERS_MAX = 9;

  /** Every majority of the voters, as sets: the definition. */
  private static List<Set<Long>> majorities(Collection<Long> voters) {
    List<Long> ids = List.copyOf(voters);
    List<Set<Long>> result = new java.util.ArrayList<>();
    for (int mask = 0; mask < 1 << ids.size(); mask++) {
      TreeSet<Long> set = new TreeSet<>();
      for (int i = 0; i < ids.size(); i++) {
        if ((mask >> i & 1) == 1) {
          set.add(ids.get(i));
        }
      }
      if (2 * set.size() > ids.size()) {
        result.add(set);
      }
    }
    return result;
  }

  /** The largest value that all of some majority have reached. */
  private static long naiveReached(Collection<Long> voters, Map<Long, Long> reached) {
    if (voters.isEmpty()) {
      return Long.MAX_VALUE;
    }
    long best = 0;
    for (Set<Long> majority : majorities(voters)) {
      long least = Long.MAX_VALUE;
      for (long voter : majority) {
        least = Math.min(least, reached.getOrDefault(voter, 0L));
      }
      best = Math.max(best, least);
    }
    return best;
  }

  private static VoteResult naiveVotes(Collection<Long> voters, Map<Long, Boolean> votes) {
    if (voters.isEmpty()) {
      return VoteResult.WON;
    }
    boolean possible = false;
    for (Set<Long> majority : majorities(voters)) {
      if (majority.stream().allMatch(voter -> votes.getOrDefault(voter, false))) {
        return VoteResult.WON;
      }
      possible |= majority.stream().allMatch(voter -> votes.getOrDefault(voter, true));
    }
    return possible ? VoteResult.PENDING : VoteResult.LOST;
  }

  private static Set<Long> someVoters(SplittableRandom random, int sizeMax) {
    TreeSet<Long> voters = new TreeSet<>();
    int size = random.nextInt(sizeMax + 1);
    while (voters.size() < size) {
      voters.add(1 + random.nextLong(PEERS_MAX));
    }
    return voters;
  }

  @Test
  void whatAQuorumHasReachedIsTheBestMinimumOverAllMajorities() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < CASES; i++) {
      Set<Long> in = someVoters(random, 5);
      Set<Long> out = random.nextBoolean() ? new TreeSet<>() : someVoters(random, 5);
      TreeMap<Long, Long> reached = new TreeMap<>();
      for (long peer = 1; peer <= PEERS_MAX; peer++) {
        reached.put(peer, random.nextLong(6));
      }
      JointConfig joint = new JointConfig(MajorityConfig.of(in), MajorityConfig.of(out));
      assertThat(joint.reachedByQuorum(peer -> reached.getOrDefault(peer, 0L)))
          .as("%s %s %s", in, out, reached)
          .isEqualTo(Math.min(naiveReached(in, reached), naiveReached(out, reached)));
    }
  }

  @Test
  void anElectionIsWonByAMajorityOfEachAndLostWhenOneCannotBeReached() {
    SplittableRandom random = new SplittableRandom(2);
    for (int i = 0; i < CASES; i++) {
      Set<Long> in = someVoters(random, 5);
      Set<Long> out = random.nextBoolean() ? new TreeSet<>() : someVoters(random, 5);
      TreeMap<Long, Boolean> votes = new TreeMap<>();
      for (long peer = 1; peer <= PEERS_MAX; peer++) {
        if (random.nextInt(3) != 0) {
          votes.put(peer, random.nextBoolean());
        }
      }
      VoteResult a = naiveVotes(in, votes);
      VoteResult b = naiveVotes(out, votes);
      VoteResult expected = VoteResult.PENDING;
      if (a == VoteResult.LOST || b == VoteResult.LOST) {
        expected = VoteResult.LOST;
      } else if (a == VoteResult.WON && b == VoteResult.WON) {
        expected = VoteResult.WON;
      }
      JointConfig joint = new JointConfig(MajorityConfig.of(in), MajorityConfig.of(out));
      assertThat(joint.voteResult(votes::containsKey, peer -> votes.getOrDefault(peer, false)))
          .as("%s %s %s", in, out, votes)
          .isEqualTo(expected);
    }
  }

  @Test
  void quorumsOfNeighbouringConfigurationsOverlap() {
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < 500; i++) {
      Set<Long> in = someVoters(random, 4);
      in.add(1L);
      TreeSet<Long> out = new TreeSet<>(in);
      long changed = 2 + random.nextLong(PEERS_MAX - 1);
      if (!out.remove(changed)) {
        out.add(changed);
      }
      for (Set<Long> a : majorities(in)) {
        for (Set<Long> b : majorities(out)) {
          TreeSet<Long> common = new TreeSet<>(a);
          common.retainAll(b);
          assertThat(common).as("%s of %s, %s of %s", a, in, b, out).isNotEmpty();
        }
      }
    }
  }

  @Test
  void votersOfAJointConfigurationAreListedOnceAndInOrder() {
    JointConfig joint =
        new JointConfig(MajorityConfig.of(List.of(3L, 1L)), MajorityConfig.of(List.of(2L, 3L)));
    assertThat(joint.voters()).containsExactly(1, 2, 3);
    assertThat(joint.contains(2)).isTrue();
    assertThat(joint.contains(4)).isFalse();
  }
}

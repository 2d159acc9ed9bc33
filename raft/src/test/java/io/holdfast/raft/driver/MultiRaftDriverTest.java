package io.holdfast.raft.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.raft.core.ProposeResult;
import io.holdfast.raft.driver.TestCluster.Member;
import io.holdfast.raft.group.RaftGroup;
import io.holdfast.raft.group.ReadCallback;
import io.holdfast.raft.wal.LogCounters;
import io.holdfast.raft.wal.LogFailedException;
import io.holdfast.raft.wal.LogOptions;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.simulation.world.SimNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many groups on one log: order of persistence, recovery, initial state only if absent (D7). */
class MultiRaftDriverTest {
  static Bytes value(int i) {
    return Bytes.utf8("value-" + i);
  }

  private static RaftGroup group(MultiRaftDriver driver, long id) {
    return Objects.requireNonNull(driver.group(id));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void threeNodesReplicateManyGroups(boolean separateLogLoop) {
    try (TestCluster cluster = new TestCluster(1, 3, 20)) {
      cluster.separateLogLoop = separateLogLoop;
      cluster.start();
      for (int group = 1; group <= 20; group++) {
        cluster.write(group, value(group), 3);
      }
      for (int group = 1; group <= 20; group++) {
        for (Member member : cluster.members) {
          assertThat(member.engine.state(group, cluster.conf).values())
              .containsExactly(value(group));
        }
      }
    }
  }

  @Test
  void proposalsOfManyGroupsInOneTurnShareOneSync() {
    try (TestCluster cluster = new TestCluster(2, 1, 50)) {
      cluster.start();
      for (int group = 1; group <= 50; group++) {
        cluster.awaitLeader(group);
      }
      cluster.world.run(Duration.ofSeconds(1));
      Member only = cluster.member(1);
      LogCounters before = counters(only);

      only.onLoop(
          driver -> {
            for (int group = 1; group <= 50; group++) {
              RaftGroup peer = group(driver, group);
              peer.propose(value(group), peer.term());
              peer.propose(value(1000 + group), peer.term());
            }
          });
      cluster.world.run(Duration.ofSeconds(1));

      LogCounters after = counters(only);
      assertThat(after.entries() - before.entries()).isEqualTo(100);
      assertThat(after.syncs() - before.syncs()).isEqualTo(1);
      assertThat(after.frames() - before.frames()).isEqualTo(1);
      for (int group = 1; group <= 50; group++) {
        assertThat(only.holds(group, value(1000 + group))).isTrue();
      }
    }
  }

  private static LogCounters counters(Member member) {
    return Objects.requireNonNull(member.log).counters();
  }

  @Test
  void aClusterThatLosesItsPowerComesBackWithEverythingAcknowledged() {
    try (TestCluster cluster = new TestCluster(3, 3, 3)) {
      cluster.start();
      List<Bytes> written = new ArrayList<>();
      for (int round = 0; round < 5; round++) {
        for (int i = 0; i < 5; i++) {
          Bytes value = value(10 * round + i);
          cluster.write(1 + i % 3, value, 1);
          written.add(value);
        }
        cluster.members.forEach(member -> member.node.powerCut());
        cluster.members.forEach(Member::restart);
      }
      cluster.write(1, value(100), 3);
      cluster.write(2, value(200), 3);
      cluster.write(3, value(300), 3);
      for (Member member : cluster.members) {
        List<Bytes> found = new ArrayList<>();
        for (int group = 1; group <= 3; group++) {
          found.addAll(member.engine.state(group, cluster.conf).values());
        }
        assertThat(found).containsAll(written);
      }
    }
  }

  @Test
  void aKilledNodeCatchesUpFromTheLog() {
    try (TestCluster cluster = new TestCluster(4, 3, 2)) {
      cluster.start();
      cluster.write(1, value(1), 3);
      cluster.member(2).node.kill();
      for (int i = 2; i < 20; i++) {
        cluster.write(1, value(i), 2);
      }
      cluster.member(2).restart();
      cluster.write(1, value(20), 3);
      assertThat(cluster.member(2).engine.state(1, cluster.conf).values()).hasSize(20);
    }
  }

  @Test
  void aFollowerBehindTheCompactedLogIsGivenASnapshot() {
    try (TestCluster cluster = new TestCluster(5, 3, 1)) {
      cluster.options = LogOptions.defaults().withSegmentBytesMax(2000);
      cluster.start();
      cluster.write(1, value(1), 3);
      Member behind =
          cluster.awaitLeader(1) == cluster.member(3) ? cluster.member(2) : cluster.member(3);
      behind.cutOff = true;
      for (int i = 2; i < 60; i++) {
        cluster.write(1, value(i), 2);
        cluster.members.stream().filter(each -> each != behind).forEach(each -> each.purge(2));
      }
      behind.cutOff = false;

      cluster.write(1, value(100), 3);

      assertThat(behind.snapshotsInstalled).containsKey(1L);
      assertThat(behind.engine.state(1, cluster.conf).values()).hasSize(60);
      assertThat(counters(cluster.awaitLeader(1)).purgedSegments()).isPositive();
      for (Member member : cluster.members) { // And everything survives a power cut.
        member.node.powerCut();
      }
      cluster.members.forEach(Member::restart);
      cluster.write(1, value(101), 3);
      assertThat(behind.engine.state(1, cluster.conf).values()).hasSize(61);
    }
  }

  @Test
  void crashesWhilePurgingLoseNothing() {
    for (int seed = 1; seed <= 20; seed++) {
      try (TestCluster cluster = new TestCluster(seed, 1, 3)) {
        cluster.options = LogOptions.defaults().withSegmentBytesMax(700);
        cluster.start();
        Member only = cluster.member(1);
        int next = 0;
        for (int round = 0; round < 6; round++) {
          for (int i = 0; i < 8; i++) {
            cluster.write(1 + i % 3, value(next++), 1);
          }
          only.purge(1);
          cluster.world.run(Duration.ofNanos(150_000L * (seed + round)));
          only.node.powerCut();
          only.restart();
        }
        int found = 0;
        cluster.write(1, value(1000), 1);
        cluster.write(2, value(1001), 1);
        cluster.write(3, value(1002), 1);
        for (int group = 1; group <= 3; group++) {
          found += only.engine.state(group, cluster.conf).values().size();
        }
        assertThat(found).as("seed " + seed).isEqualTo(next + 3);
      }
    }
  }

  @Test
  void aFailedSyncStopsTheNodeAndTheOthersGoOn() {
    try (TestCluster cluster = new TestCluster(6, 3, 1)) {
      cluster.world.expectFailures(LogFailedException.class::isInstance);
      cluster.start();
      cluster.write(1, value(1), 3);
      SimNode failing = cluster.awaitLeader(1).node;
      failing.disk().failSyncs(1);

      cluster.write(1, value(2), 2);

      assertThat(failing.up()).isFalse();
      assertThat(failing.fault()).isInstanceOf(LogFailedException.class);
    }
  }

  @Test
  void allReadersOfATurnShareARoundAndSeeWhatWasWritten() {
    try (TestCluster cluster = new TestCluster(7, 3, 1)) {
      cluster.start();
      cluster.write(1, value(1), 3);
      cluster.awaitLeader(1);
      for (Member member : cluster.members) { // Followers ask their leader.
        List<Long> indexes = new ArrayList<>();
        member.onLoop(
            driver -> {
              for (int i = 0; i < 10; i++) {
                group(driver, 1).readIndex(reader(indexes));
              }
            });
        assertThat(cluster.world.runUntil(() -> indexes.size() == 10, Duration.ofSeconds(3)))
            .isTrue();
        assertThat(indexes).containsOnly(2L); // The leader's own entry, then the value.
      }
    }
  }

  private static ReadCallback reader(List<Long> indexes) {
    return new ReadCallback() {
      @Override
      public void onReady(long index) {
        indexes.add(index);
      }

      @Override
      public void onLost() {
        indexes.add(-1L);
      }
    };
  }

  @Test
  void readersOfALeaderThatIsCutOffAreToldThatTheirReadIsLost() {
    try (TestCluster cluster = new TestCluster(8, 3, 1)) {
      cluster.start();
      cluster.write(1, value(1), 3);
      Member leader = cluster.awaitLeader(1);
      leader.cutOff = true;
      List<Long> indexes = new ArrayList<>();
      leader.onLoop(driver -> group(driver, 1).readIndex(reader(indexes)));
      cluster.world.run(Duration.ofSeconds(5));
      assertThat(indexes).containsExactly(-1L);
    }
  }

  @Test
  void aProposalOfAnotherTermIsRefused() {
    try (TestCluster cluster = new TestCluster(9, 1, 1)) {
      cluster.start();
      Member only = cluster.awaitLeader(1);
      List<ProposeResult.Outcome> outcomes = new ArrayList<>();
      only.onLoop(
          driver -> {
            RaftGroup group = group(driver, 1);
            outcomes.add(group.propose(value(1), group.term() - 1).outcome());
            outcomes.add(group.propose(value(1), group.term()).outcome());
          });
      cluster.world.run(Duration.ofSeconds(1));
      assertThat(outcomes)
          .containsExactly(ProposeResult.Outcome.NOT_LEADER, ProposeResult.Outcome.ACCEPTED);
    }
  }

  @Test
  void aDestroyedGroupLeavesTheLogAndMayBeOpenedAgainWithAnInitialState() {
    try (TestCluster cluster = new TestCluster(10, 1, 2)) {
      cluster.start();
      cluster.write(1, value(1), 1);
      cluster.write(2, value(2), 1);
      Member only = cluster.member(1);
      only.onLoop(driver -> group(driver, 1).destroy());
      cluster.world.run(Duration.ofMillis(100));
      assertThat(Objects.requireNonNull(only.log).groups()).containsExactly(2L);

      List<Long> first = new ArrayList<>();
      only.onLoop(
          driver -> {
            RaftGroup again = driver.open(1, 1, cluster.conf, 5, 5, 5, new IgnoringMachine());
            first.add(again.firstIndex());
            again.campaign();
          });
      cluster.world.run(Duration.ofSeconds(1));
      assertThat(first).containsExactly(6L);
      assertThat(group(Objects.requireNonNull(only.driver), 1).term()).isGreaterThan(5);
      assertThat(Objects.requireNonNull(only.log).storage(1).lastIndex()).isEqualTo(6);
    }
  }
}

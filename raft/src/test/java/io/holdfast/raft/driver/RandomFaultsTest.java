package io.holdfast.raft.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.raft.driver.TestCluster.Member;
import io.holdfast.raft.wal.LogOptions;
import io.holdfast.runtime.base.Bytes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Kills, power cuts, partitions and purges at random; what one node has applied is never lost. */
class RandomFaultsTest {
  private static final int GROUPS = 3;

  /** The longest history of each group that any node has ever applied. */
  private final TreeMap<Long, List<Bytes>> applied = new TreeMap<>();

  private void checkHistories(TestCluster cluster, long seed) {
    for (long group = 1; group <= GROUPS; group++) {
      for (Member member : cluster.members) {
        List<Bytes> values = member.engine.state(group, cluster.conf).values();
        List<Bytes> longest = applied.getOrDefault(group, List.of());
        int common = Math.min(values.size(), longest.size());
        assertThat(values.subList(0, common))
            .as("seed " + seed + ", group " + group + ", node " + member.id)
            .isEqualTo(longest.subList(0, common));
        if (values.size() > longest.size()) {
          applied.put(group, values);
        }
      }
    }
  }

  private static void fault(TestCluster cluster, SplittableRandom random) {
    Member member = cluster.member(1 + random.nextInt(3));
    switch (random.nextInt(8)) {
      case 0 -> {
        if (member.node.up()) {
          member.node.kill();
        }
      }
      case 1 -> {
        if (member.node.up()) {
          member.node.powerCut();
        }
      }
      case 2 -> member.cutOff = true;
      case 3, 4 -> member.cutOff = false;
      case 5 -> member.purge(random.nextInt(4));
      default -> {
        if (!member.node.up()) {
          member.restart();
        }
      }
    }
  }

  @Test
  void nothingAppliedIsEverLostOrReordered() {
    int snapshots = 0;
    int values = 0;
    for (int seed = 1; seed <= 25; seed++) {
      applied.clear();
      SplittableRandom random = new SplittableRandom(seed);
      try (TestCluster cluster = new TestCluster(seed, 3, GROUPS)) {
        cluster.separateLogLoop = random.nextBoolean();
        cluster.options =
            LogOptions.defaults()
                .withSegmentBytesMax(500 + random.nextInt(3000))
                .withCacheBytesMax(random.nextInt(2000));
        cluster.start();
        int next = 0;
        for (int step = 0; step < 150; step++) {
          for (Member member : cluster.members) { // Everyone tries; only leaders accept.
            Bytes value = Bytes.utf8("value-" + next++);
            member.propose(1L + random.nextInt(GROUPS), value, () -> {});
          }
          if (random.nextInt(3) == 0) {
            fault(cluster, random);
          }
          cluster.world.run(Duration.ofMillis(20 + random.nextInt(200)));
          checkHistories(cluster, seed);
        }
        for (Member member : cluster.members) {
          member.cutOff = false;
          if (!member.node.up()) {
            member.restart();
          }
        }
        for (long group = 1; group <= GROUPS; group++) {
          cluster.write(group, Bytes.utf8("last"), 3);
        }
        checkHistories(cluster, seed);
        for (Member member : cluster.members) {
          snapshots += member.snapshotsInstalled.size();
        }
        List<List<Bytes>> all = new ArrayList<>(applied.values());
        values += all.stream().mapToInt(List::size).sum();
      }
    }
    assertThat(snapshots).isGreaterThan(10);
    assertThat(values).isGreaterThan(1000);
  }
}

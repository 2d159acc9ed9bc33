package io.holdfast.raft.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.raft.driver.TestCluster.Member;
import io.holdfast.raft.wal.LogOptions;
import io.holdfast.runtime.base.Bytes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Wirings that break one rule must be found by the same scenario that sound wirings pass. */
class PlantedBugsTest {
  private static final int SEEDS = 12;

  /** Writes, purges and power cuts; answers what went wrong, empty if nothing did. */
  private static String run(long seed, Consumer<TestCluster> wiring) {
    try (TestCluster cluster = new TestCluster(seed, 3, 2)) {
      cluster.options = LogOptions.defaults().withSegmentBytesMax(800);
      wiring.accept(cluster);
      cluster.start();
      List<Bytes> written = new ArrayList<>();
      for (int round = 0; round < 4; round++) {
        for (int i = 0; i < 12; i++) {
          Bytes value = Bytes.utf8("value-" + round + "-" + i);
          cluster.write(1 + i % 2, value, 1);
          written.add(value);
        }
        cluster.members.forEach(member -> member.purge(0));
        cluster.world.run(Duration.ofMillis(seed % 7));
        cluster.members.forEach(member -> member.node.powerCut());
        cluster.members.forEach(Member::restart);
      }
      cluster.write(1, Bytes.utf8("last-1"), 3);
      cluster.write(2, Bytes.utf8("last-2"), 3);
      for (Member member : cluster.members) {
        List<Bytes> found = new ArrayList<>(member.engine.state(1, cluster.conf).values());
        found.addAll(member.engine.state(2, cluster.conf).values());
        if (!found.containsAll(written)) {
          return "acknowledged writes lost on node " + member.id;
        }
      }
      return "";
    } catch (AssertionError e) { // A failure of the simulation is one, too.
      return e.toString();
    }
  }

  private static int found(Consumer<TestCluster> wiring) {
    int found = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
      found += run(seed, wiring).isEmpty() ? 0 : 1;
    }
    return found;
  }

  @Test
  void theSoundWiringPassesEverySeed() {
    for (int seed = 0; seed < SEEDS; seed++) {
      assertThat(run(seed, cluster -> {})).as("seed " + seed).isEmpty();
    }
  }

  @Test
  void syncsThatDoNothingAreFound() {
    assertThat(found(cluster -> cluster.files = NoOpSyncFiles::new)).isPositive();
  }

  @Test
  void aPurgeAheadOfTheEngineIsFound() {
    assertThat(found(cluster -> cluster.ignoreDurableIndex = true)).isPositive();
  }
}

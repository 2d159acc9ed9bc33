package io.holdfast.endtoend.pd;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.client.Database;
import io.holdfast.client.Topology.RegionInfo;
import io.holdfast.cluster.SimulatedCluster;
import io.holdfast.cluster.SimulatedClusterOptions;
import io.holdfast.runtime.base.Bytes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rule T5 in a whole cluster: splits go on after the placement driver was put back in time. */
class OldCopyClusterTest {
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void splitsAndWritesGoOnAndNoIdIsUsedTwice(long seed) throws Exception {
    try (SimulatedCluster cluster = SimulatedCluster.start(SimulatedClusterOptions.of(seed))) {
      Database db = cluster.database();
      Map<Path, byte[]> old = PdFiles.copy(cluster);
      // Ids beyond the batch that the old copy knows of, and timestamps beyond its window.
      cluster.run(
          () -> {
            for (int i = 0; i < 6; i++) {
              split(db, 50 * i, 50);
            }
            db.run(tx -> tx.put(Bytes.utf8("a1"), Bytes.utf8("before")));
          });
      cluster.world().run(Duration.ofSeconds(30));
      if (seed % 2 == 0) {
        cluster.world().node(PdFiles.PD).jumpWallClock(Duration.ofMinutes(-10));
      }
      PdFiles.putBack(cluster, old);
      cluster.run(
          () -> {
            for (int i = 0; i < 10; i++) {
              split(db, 500 + i, 1);
            }
            assertThat(db.<Bytes>read(snapshot -> snapshot.get(Bytes.utf8("a1"))))
                .isEqualTo(Bytes.utf8("before"));
            db.run(tx -> tx.put(Bytes.utf8("a1"), Bytes.utf8("after")));
            assertThat(db.<Bytes>read(snapshot -> snapshot.get(Bytes.utf8("a1"))))
                .isEqualTo(Bytes.utf8("after"));
            List<RegionInfo> regions = db.admin().regions();
            Set<Long> ids = new HashSet<>();
            regions.forEach(region -> assertThat(ids.add(region.id())).isTrue());
            regions.forEach(
                region -> region.peers().forEach(peer -> assertThat(ids.add(peer.id())).isTrue()));
            assertThat(regions).hasSizeGreaterThanOrEqualTo(311);
          });
      assertThat(cluster.world().failures()).isEmpty();
    }
  }

  private static void split(Database db, int from, int count) {
    List<Bytes> keys = new ArrayList<>();
    for (int i = from; i < from + count; i++) {
      keys.add(Bytes.utf8("k" + (1_000 + i)));
    }
    db.admin().splitRegion(keys);
  }
}

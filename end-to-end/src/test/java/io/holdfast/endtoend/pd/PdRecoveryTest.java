package io.holdfast.endtoend.pd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.client.Database;
import io.holdfast.client.Topology.RegionInfo;
import io.holdfast.cluster.SimulatedCluster;
import io.holdfast.cluster.SimulatedClusterOptions;
import io.holdfast.cluster.replica.StoreSurvey;
import io.holdfast.pd.server.PdRecovery;
import io.holdfast.pd.server.PdStartException;
import io.holdfast.pd.server.StoreWord;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.runtime.file.FileSystem;
import io.holdfast.simulation.world.SimNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The drill: the placement driver's directory is gone, and the cluster goes on (rule T5). */
class PdRecoveryTest {
  private static final Bytes KEY = Bytes.utf8("k7");

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void aLostPlacementDriverIsMadeAgainFromItsStores(long seed) throws Exception {
    try (SimulatedCluster cluster = SimulatedCluster.start(SimulatedClusterOptions.of(seed))) {
      Database db = cluster.database();
      List<Long> before = new ArrayList<>();
      cluster.run(
          () -> {
            db.admin().splitRegion(List.of(Bytes.utf8("k3"), Bytes.utf8("k6")));
            db.run(tx -> tx.put(KEY, Bytes.utf8("kept")));
            before.addAll(ids(regions(cluster, db, 3)));
          });
      cluster.world().run(Duration.ofSeconds(25)); // Heart-beats tell the stores the bounds.
      SimNode pd = cluster.world().node(PdFiles.PD);
      pd.kill();
      List<StoreWord> words = new ArrayList<>();
      cluster.run(
          () -> words.addAll(StoreSurvey.ask(cluster.clientRuntime(), cluster.storeAddresses())));
      FileSystem files = pd.restart().files();
      lose(files);
      PdRecovery recovery = PdRecovery.of(words, 3, 0); // A wall clock that says nothing.
      assertThat(recovery.silentStores()).isEmpty();
      recovery.write(files, PdFiles.DATA);
      pd.powerCut();
      cluster.restart(PdFiles.PD);
      cluster.run(
          () -> {
            assertThat(db.<Bytes>read(snapshot -> snapshot.get(KEY))).isEqualTo(Bytes.utf8("kept"));
            db.run(tx -> tx.put(KEY, Bytes.utf8("newer")));
            assertThat(db.<Bytes>read(snapshot -> snapshot.get(KEY)))
                .isEqualTo(Bytes.utf8("newer"));
            db.admin().splitRegion(List.of(Bytes.utf8("k8"), Bytes.utf8("k9")));
            List<Long> after = ids(regions(cluster, db, 5));
            Set<Long> fresh = new HashSet<>(after);
            fresh.removeAll(before);
            assertThat(after).doesNotHaveDuplicates().containsAll(before);
            assertThat(fresh).hasSize(8).allMatch(id -> id > recovery.idBound());
          });
      assertThat(cluster.world().failures()).isEmpty();
    }
  }

  /** Gone, whatever happens to the power. */
  private static void lose(FileSystem files) throws IOException {
    Path log = PdFiles.DATA.resolve("raft-log");
    files.delete(PdFiles.DATA);
    files.createDirectories(log);
    files.syncDirectory(log);
    files.syncDirectory(PdFiles.DATA);
    files.delete(log);
  }

  /** The placement driver hears of a split a little later than the client. */
  private static List<RegionInfo> regions(SimulatedCluster cluster, Database db, int count)
      throws InterruptedException {
    List<RegionInfo> regions = db.admin().regions();
    for (int i = 0; i < 200 && regions.size() < count; i++) {
      cluster.clientRuntime().sleep(Duration.ofMillis(100));
      regions = db.admin().regions();
    }
    assertThat(regions).hasSize(count);
    return regions;
  }

  private static List<Long> ids(List<RegionInfo> regions) {
    List<Long> ids = new ArrayList<>();
    for (RegionInfo region : regions) {
      ids.add(region.id());
      region.peers().forEach(peer -> ids.add(peer.id()));
    }
    return ids;
  }

  @Test
  void storesOfWhichSomeAreMissingLeaveNoHole() throws Exception {
    try (SimulatedCluster cluster = SimulatedCluster.start(SimulatedClusterOptions.of(4))) {
      List<StoreWord> words = new ArrayList<>();
      cluster.run(
          () -> words.addAll(StoreSurvey.ask(cluster.clientRuntime(), cluster.storeAddresses())));
      PdRecovery recovery = PdRecovery.of(words.subList(0, 1), 3, 0);
      assertThat(recovery.silentStores()).hasSize(2);
      StoreWord empty = new StoreWord(words.get(0).store(), List.of());
      assertThatThrownBy(() -> PdRecovery.of(List.of(empty), 3, 0))
          .isInstanceOf(PdStartException.class)
          .hasMessageContaining("no region of these stores holds the keys from the first on");
    }
  }
}

package io.holdfast.endtoend.pd;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.client.Database;
import io.holdfast.client.Topology.RegionInfo;
import io.holdfast.client.Topology.StoreInfo;
import io.holdfast.cluster.ClusterWiring;
import io.holdfast.cluster.SimulatedCluster;
import io.holdfast.cluster.SimulatedClusterOptions;
import io.holdfast.pd.server.PdNode;
import io.holdfast.runtime.base.Bytes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A store that does not come back is replaced after its time, and not before. */
class StoreLostTest {
  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final int STORES = 4;

  @Test
  void itsReplicasAreMadeElsewhereAfterItsTime() {
    ClusterWiring wiring =
        ClusterWiring.PRODUCTION.withPd(
            (runtime, config) -> PdNode.start(runtime, config.withStoreDownTime(PATIENCE)));
    try (SimulatedCluster cluster =
        SimulatedCluster.start(
            SimulatedClusterOptions.of(7).withStores(STORES).withWiring(wiring))) {
      Database db = cluster.database();
      List<Bytes> cuts = new ArrayList<>();
      for (int i = 1; i < 6; i++) {
        cuts.add(Bytes.utf8("k" + i));
      }
      cluster.run(
          () -> {
            db.admin().splitRegion(cuts);
            for (int i = 0; i < 6; i++) {
              int key = i;
              db.run(tx -> tx.put(Bytes.utf8("k" + key + "x"), Bytes.utf8("v" + key)));
            }
          });
      String lost = anyWithReplicas(cluster);
      cluster.world().node(lost).kill();
      cluster.world().run(PATIENCE.minusSeconds(15));
      assertThat(replicasOn(cluster, lost)).isPositive();
      cluster.world().run(Duration.ofSeconds(90));
      assertThat(replicasOn(cluster, lost)).isZero();
      cluster.run(
          () -> {
            for (RegionInfo region : db.admin().regions()) {
              assertThat(region.peers()).hasSize(3);
            }
            for (int i = 0; i < 6; i++) {
              Bytes key = Bytes.utf8("k" + i + "x");
              assertThat(db.<Bytes>read(snapshot -> snapshot.get(key)))
                  .isEqualTo(Bytes.utf8("v" + i));
            }
          });
      assertThat(cluster.world().failures()).isEmpty();
    }
  }

  private static String anyWithReplicas(SimulatedCluster cluster) {
    return IntStream.rangeClosed(1, STORES)
        .mapToObj(SimulatedCluster::storeName)
        .filter(store -> replicasOn(cluster, store) > 0)
        .findFirst()
        .orElseThrow();
  }

  private static long replicasOn(SimulatedCluster cluster, String store) {
    long[] count = new long[1];
    cluster.run(
        () -> {
          long id = 0;
          for (StoreInfo info : cluster.database().admin().stores()) {
            id = info.address().host().equals(store) ? info.id() : id;
          }
          for (RegionInfo region : cluster.database().admin().regions()) {
            long of = id;
            count[0] += region.peers().stream().filter(peer -> peer.storeId() == of).count();
          }
        });
    return count[0];
  }
}

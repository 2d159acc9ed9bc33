package io.holdfast.endtoend.pd;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.client.Database;
import io.holdfast.client.Topology.RegionInfo;
import io.holdfast.client.Topology.StoreInfo;
import io.holdfast.cluster.SimulatedCluster;
import io.holdfast.pd.server.PdStartException;
import io.holdfast.runtime.base.Bytes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Leaders spread over the stores by themselves, and nobody waits for it. */
class LeaderSpreadTest {
  private static final int REGIONS = 6;
  private static final Duration SETTLE = Duration.ofSeconds(3);
  private static final Duration SPREAD_WAIT = Duration.ofSeconds(20);

  /** An election after a process has ended; a transfer to a dead store would cost a second more. */
  private static final long GAP_MILLIS_MAX = 900;

  private static final long MOVE_MILLIS_MAX = 100;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void storesLeadAlikeAndADeadOneIsNotGivenMore(long seed) throws PdStartException {
    try (SimulatedCluster cluster = SimulatedCluster.start(seed)) {
      Database db = cluster.database();
      List<Bytes> cuts = new ArrayList<>();
      for (int i = 1; i < REGIONS; i++) {
        cuts.add(Bytes.utf8("k" + i));
      }
      cluster.run(
          () -> {
            db.admin().splitRegion(cuts);
            longestPutMillis(cluster, SETTLE); // New regions elect first.
            assertThat(longestPutMillis(cluster, SPREAD_WAIT)).isLessThan(MOVE_MILLIS_MAX);
            assertThat(ledBy(db).values()).containsExactly(2L, 2L, 2L);
          });
      cluster.world().node(SimulatedCluster.storeName(1)).kill();
      cluster.run(
          () -> {
            assertThat(longestPutMillis(cluster, SPREAD_WAIT)).isLessThan(GAP_MILLIS_MAX);
            assertThat(ledBy(db).values()).containsExactlyInAnyOrder(0L, 3L, 3L);
          });
      cluster.restart(SimulatedCluster.storeName(1));
      cluster.run(
          () -> {
            assertThat(longestPutMillis(cluster, SPREAD_WAIT)).isLessThan(MOVE_MILLIS_MAX);
            assertThat(ledBy(db).values()).containsExactly(2L, 2L, 2L);
          });
    }
  }

  private static long longestPutMillis(SimulatedCluster cluster, Duration time) {
    Database db = cluster.database();
    long end = cluster.world().nowNanos() + time.toNanos();
    long longest = 0;
    for (int i = 0; cluster.world().nowNanos() < end; i++) {
      Bytes key = Bytes.utf8("k" + i % REGIONS + "x");
      long began = cluster.world().nowNanos();
      db.run(tx -> tx.put(key, key));
      longest = Math.max(longest, cluster.world().nowNanos() - began);
    }
    return longest / 1_000_000;
  }

  private static Map<Long, Long> ledBy(Database db) {
    Map<Long, Long> led = new TreeMap<>();
    for (StoreInfo store : db.admin().stores()) {
      led.put(store.id(), 0L);
    }
    for (RegionInfo region : db.admin().regions()) {
      led.merge(region.leaderStoreId(), 1L, Long::sum);
    }
    return led;
  }
}

package io.holdfast.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.client.Database;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.runtime.node.NodeRuntime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What regions cost to which nothing happens, and how they come back to life (L20–L22). */
final class SleepingRegionsTest {
  private static final int REGIONS = 40;

  /** A heart-beat or two, and the questions of a whole round. */
  private static final Duration IDLE = Duration.ofSeconds(12);

  private static final Duration WATCHED = Duration.ofSeconds(20);

  @Test
  void idleRegionsSayAlmostNothing() {
    try (SimulatedCluster cluster = cluster(1)) {
      idle(cluster);
      double before = sum(cluster, "holdfast.store.transport.sent.messages");
      cluster.run(() -> cluster.clientRuntime().sleep(WATCHED));
      double after = sum(cluster, "holdfast.store.transport.sent.messages");
      assertThat(asleep(cluster)).isGreaterThanOrEqualTo(3 * REGIONS - 2);
      // Awake they say 20 each, and are answered, in every second.
      assertThat(after - before).isLessThan(20.0 * REGIONS);
    }
  }

  @Test
  void allRegionsOfADeadStoreGetLeadersWithoutBeingAskedFor() {
    for (long seed = 1; seed <= 3; seed++) {
      try (SimulatedCluster cluster = cluster(seed)) {
        idle(cluster);
        Database db = cluster.database();
        List<Long> dead = new ArrayList<>();
        cluster.run(
            () -> {
              dead.add(db.admin().regions().get(0).leaderStoreId());
              cluster.world().node(node(db, dead.get(0))).kill();
              cluster.clientRuntime().sleep(Duration.ofSeconds(6));
              assertThat(db.admin().regions())
                  .hasSize(REGIONS)
                  .allMatch(region -> region.leaderStoreId() != dead.get(0));
            });
      }
    }
  }

  @Test
  void sleepersAnswerWhoeverAsks() {
    try (SimulatedCluster cluster = cluster(4)) {
      idle(cluster);
      Database db = cluster.database();
      NodeRuntime client = cluster.clientRuntime();
      cluster.run(
          () -> {
            for (int i = 0; i < REGIONS; i++) {
              Bytes key = key(i);
              long began = client.clock().nanos();
              db.run(tx -> tx.put(key, Bytes.utf8("value")));
              boolean there = db.read(snapshot -> snapshot.get(key) != null);
              assertThat(there).isTrue();
              assertThat(Duration.ofNanos(client.clock().nanos() - began))
                  .isLessThan(Duration.ofSeconds(1));
            }
            client.sleep(IDLE);
          });
      assertThat(asleep(cluster)).isGreaterThanOrEqualTo(3 * REGIONS - 2);
    }
  }

  private static SimulatedCluster cluster(long seed) {
    return SimulatedCluster.start(SimulatedClusterOptions.of(seed).withSleeping(true));
  }

  private static void idle(SimulatedCluster cluster) {
    Database db = cluster.database();
    cluster.run(
        () -> {
          List<Bytes> keys = new ArrayList<>();
          for (int i = 1; i < REGIONS; i++) {
            keys.add(key(i));
          }
          db.admin().splitRegion(keys);
          cluster.clientRuntime().sleep(IDLE);
        });
  }

  private static Bytes key(int region) {
    return Bytes.utf8(String.format("k%04d", region));
  }

  private static String node(Database db, long storeId) {
    return db.admin().stores().stream()
        .filter(each -> each.id() == storeId)
        .map(each -> each.address().host())
        .findFirst()
        .orElseThrow();
  }

  private static double asleep(SimulatedCluster cluster) {
    return cluster.storeNodes().stream()
        .mapToDouble(
            store -> cluster.meters(store).get("holdfast.store.regions.asleep").gauge().value())
        .sum();
  }

  private static double sum(SimulatedCluster cluster, String counter) {
    return cluster.storeNodes().stream()
        .mapToDouble(store -> cluster.meters(store).counter(counter).count())
        .sum();
  }
}

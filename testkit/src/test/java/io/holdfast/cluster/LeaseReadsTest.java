package io.holdfast.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.client.Database;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.runtime.node.NodeRuntime;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Who reads without asking others, and how soon others take over when it dies. */
final class LeaseReadsTest {
  private static final Bytes KEY = Bytes.utf8("key");

  /** The clocks of two stores are compared over five seconds before promises count (L7). */
  private static final Duration CLOCKS_AGREE = Duration.ofSeconds(12);

  @Test
  void readsAskNobodyOnceClocksAgree() {
    try (SimulatedCluster cluster = cluster(1)) {
      Database db = cluster.database();
      NodeRuntime client = cluster.clientRuntime();
      cluster.run(
          () -> {
            db.run(tx -> tx.put(KEY, Bytes.utf8("value")));
            client.sleep(CLOCKS_AGREE);
          });
      double lease = reads(cluster, "lease");
      double index = reads(cluster, "index");
      cluster.run(() -> read(db, 100));
      assertThat(reads(cluster, "lease") - lease).isGreaterThanOrEqualTo(100);
      assertThat(reads(cluster, "index") - index).isZero();
    }
  }

  @Test
  void aDeadLeaderIsReplacedSoonAfterItsSupportIsWithdrawn() {
    for (long seed = 1; seed <= 3; seed++) {
      try (SimulatedCluster cluster = cluster(seed)) {
        Database db = cluster.database();
        NodeRuntime client = cluster.clientRuntime();
        long[] nanos = new long[1];
        cluster.run(
            () -> {
              db.run(tx -> tx.put(KEY, Bytes.utf8("value")));
              client.sleep(CLOCKS_AGREE);
              read(db, 1);
              cluster.world().node(leader(db)).kill();
              long began = client.clock().nanos();
              db.run(tx -> tx.put(KEY, Bytes.utf8("other")));
              nanos[0] = client.clock().nanos() - began;
            });
        assertThat(Duration.ofNanos(nanos[0]))
            .as("seed %d", seed)
            .isLessThan(Duration.ofSeconds(3));
      }
    }
  }

  private static SimulatedCluster cluster(long seed) {
    return SimulatedCluster.start(SimulatedClusterOptions.of(seed).withLeases(true));
  }

  private static void read(Database db, int times) {
    for (int i = 0; i < times; i++) {
      boolean there = db.read(snapshot -> snapshot.get(KEY) != null);
      assertThat(there).isTrue();
    }
  }

  private static String leader(Database db) {
    long leader = db.admin().regions().get(0).leaderStoreId();
    return db.admin().stores().stream()
        .filter(each -> each.id() == leader)
        .map(each -> each.address().host())
        .findFirst()
        .orElseThrow();
  }

  private static double reads(SimulatedCluster cluster, String by) {
    return cluster.storeNodes().stream()
        .mapToDouble(
            store -> cluster.meters(store).counter("holdfast.store.reads", "by", by).count())
        .sum();
  }
}

package io.holdfast.cluster;

import io.holdfast.client.Database;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.simulation.world.SimNode;
import io.holdfast.simulation.world.SimWorld;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How long clients stand still when the store that leads is cut off from everybody, or killed. */
final class LeaderCutOffTest {
  /** Less than the limit of one request, which an election would otherwise be waited out with. */

  /** Of a process that has ended: it is not waited for. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void clientsFollowTheNewLeader(long seed) {
    try (SimulatedCluster cluster = SimulatedCluster.start(seed)) {
      SimWorld world = cluster.world();
      Database db = cluster.database();
      Bytes key = Bytes.utf8("key");
      AtomicLong stallNanos = new AtomicLong();
      cluster.run(
          () -> {
            db.run(tx -> tx.put(key, Bytes.utf8("0")));
            long leader = db.admin().regions().get(0).leaderStoreId();
            SimNode node = nodeOf(cluster, db, leader);
            world.network().isolate(node);
            for (int i = 1; i <= 20; i++) {
              long began = world.nowNanos();
              Bytes value = Bytes.utf8(String.valueOf(i));
              db.run(
                  tx -> {
                    tx.getForUpdate(key);
                    tx.put(key, value);
                  });
              stallNanos.accumulateAndGet(world.nowNanos() - began, Math::max);
            }
          });
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void killedLeaderIsFoundOutSoon(long seed) {
    try (SimulatedCluster cluster = SimulatedCluster.start(seed)) {
      Database db = cluster.database();
      Bytes key = Bytes.utf8("key");
      AtomicLong stallNanos = new AtomicLong();
      cluster.run(
          () -> {
            db.run(tx -> tx.put(key, Bytes.utf8("0")));
            long leader = db.admin().regions().get(0).leaderStoreId();
            nodeOf(cluster, db, leader).kill();
            long began = cluster.world().nowNanos();
            db.run(tx -> tx.put(key, Bytes.utf8("1")));
            stallNanos.set(cluster.world().nowNanos() - began);
          });
    }
  }

  private static SimNode nodeOf(SimulatedCluster cluster, Database db, long store) {
    return db.admin().stores().stream()
        .filter(each -> each.id() == store)
        .map(each -> cluster.world().node(each.address().host()))
        .findFirst()
        .orElseThrow();
  }
}

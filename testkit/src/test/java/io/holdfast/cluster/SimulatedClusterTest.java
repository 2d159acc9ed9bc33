package io.holdfast.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.client.Database;
import io.holdfast.runtime.base.Bytes;
import org.junit.jupiter.api.Test;

/** The simulated cluster as its users see it. */
class SimulatedClusterTest {
  private static final Bytes KEY = Bytes.utf8("key");

  @Test
  void blockingCodeRunsUnderSimulatedTime() {
    try (SimulatedCluster cluster = SimulatedCluster.start(1)) {
      Database db = cluster.database();
      cluster.run(
          () -> {
            db.run(tx -> tx.put(KEY, Bytes.utf8("value")));
            assertThat(db.<Bytes>read(snapshot -> snapshot.get(KEY)))
                .isEqualTo(Bytes.utf8("value"));
          });
    }
  }

  @Test
  void oneSeedHasOneTrace() {
    assertThat(trace(3)).isEqualTo(trace(3)).isNotEqualTo(trace(4));
  }

  private static long trace(long seed) {
    try (SimulatedCluster cluster = SimulatedCluster.start(seed)) {
      cluster.run(() -> cluster.database().run(tx -> tx.put(KEY, Bytes.utf8("value"))));
      return cluster.world().traceHash();
    }
  }
}

package io.holdfast.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing in a start waits for a period to pass: what changes is told at once. */
class QuickStartTest {
  private static final Duration MAX = Duration.ofMillis(700);

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void threeStoresHaveTheirReplicasSooner(long seed) {
    try (SimulatedCluster cluster = SimulatedCluster.start(seed)) {
      assertThat(Duration.ofNanos(cluster.world().nowNanos())).isLessThan(MAX);
    }
  }
}

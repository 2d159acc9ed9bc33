package io.holdfast.pd.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Snapshots of the state and timestamps do not wait for each other. */
final class SlowSnapshotTest {
  @Test
  void timestampsDoNotWaitForASnapshotOnASlowDisk() throws PdStartException {
    try (PdBench bench = new PdBench(23)) {
      bench.config = bench.config.withCompactEntries(3);
      bench.start();
      bench.world.run(Duration.ofSeconds(2));
      bench.node.disk().setExtraSyncNanos(Duration.ofMillis(900).toNanos());
      long longest = 0;
      for (int i = 0; i < 600; i++) {
        long before = bench.world.nowNanos();
        bench.timestamp(1).value();
        longest = Math.max(longest, bench.world.nowNanos() - before);
        bench.world.run(Duration.ofMillis(50));
      }
      assertThat(bench.node.runtime().files().exists(PdBench.DATA.resolve("state"))).isTrue();
      assertThat(Duration.ofNanos(longest)).isLessThan(Duration.ofMillis(100));
    } catch (java.io.IOException e) {
      throw new AssertionError(e);
    }
  }
}

package io.holdfast.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.cluster.LocalCluster;
import io.holdfast.cluster.LocalClusterOptions;
import io.holdfast.store.server.StoreConfig.Limits;
import io.holdfast.store.server.StoreConfig.LogBytes;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RejoinTest {
  /** So little log is kept for it that it needs snapshots when it is back. */
  @Test
  void aStoreThatWasAwayIsEqualToItsPeersWhileTheWritesGoOn() throws InterruptedException {
    Limits few = Limits.defaults().withLogBytes(new LogBytes(64 << 10, 256 << 20, 1 << 30));
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    RejoinPlan plan =
        new RejoinPlan(
            2, 4, 200, Duration.ofSeconds(2), Duration.ofSeconds(6), Duration.ofMinutes(1));
    List<DemoCheck> checks;
    try (LocalCluster cluster =
        LocalCluster.start(LocalClusterOptions.defaults().withStoreLimits(few))) {
      PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
      checks = new Rejoin(cluster, plan, out).run();
    }
    assertThat(checks)
        .as("%s%n%s", checks, said.toString(StandardCharsets.UTF_8))
        .hasSize(5)
        .allMatch(DemoCheck::passed);
  }
}

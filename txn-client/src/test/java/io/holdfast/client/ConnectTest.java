package io.holdfast.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.client.error.RegionUnavailableException;
import io.holdfast.client.fake.FakeCluster.Fault;
import io.holdfast.protocol.key.KeyMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A connection waits for a cluster that does not answer yet, says so, and gives up in time. */
final class ConnectTest extends ClusterTest {
  private static final ClientConfig PATIENT =
      ClientConfig.of("pd:2379").withConnectTimeout(Duration.ofSeconds(20));

  ConnectTest() throws Exception {
    super(43, KeyMode.V1_TXN);
  }

  @Test
  void waitsAndSaysSo() throws Exception {
    cluster.setFaults((method, request) -> Fault.LOSE_REQUEST);
    world.after(
        Duration.ofSeconds(12), "start", () -> cluster.setFaults((method, q) -> Fault.NONE));
    run(
        () -> {
          List<String> told = new ArrayList<>();
          try (Database late = Database.connect(cluster.client.runtime(), PATIENT, told::add)) {
            late.run(tx -> tx.put(b("a"), b("there")));
          }
          assertThat(told)
              .containsExactly(
                  "no placement driver has answered at [pd:2379] yet",
                  "no placement driver has answered at [pd:2379] yet");
        });
  }

  @Test
  void givesUpAfterItsTimeAndSaysWhy() throws Exception {
    cluster.setFaults((method, request) -> Fault.LOSE_REQUEST);
    run(
        () -> {
          long began = world.nowNanos();
          assertThatThrownBy(() -> Database.connect(cluster.client.runtime(), PATIENT))
              .isInstanceOf(RegionUnavailableException.class)
              .hasMessageContaining("no placement driver has answered at [pd:2379] within PT20S");
          assertThat(Duration.ofNanos(world.nowNanos() - began)).isLessThan(Duration.ofSeconds(21));
        });
  }
}

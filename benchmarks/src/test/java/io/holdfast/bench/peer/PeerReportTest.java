package io.holdfast.bench.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.bench.cpu.FakeProcess;
import io.holdfast.bench.load.OfferedLoad.Count;
import io.holdfast.bench.load.Window;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PeerReportTest {
  @TempDir Path proc;

  private PeerCell cell(String system, long... microsByRound) throws IOException {
    List<Window> windows = new ArrayList<>();
    for (long micros : microsByRound) {
      Histogram latency = new Histogram(3);
      latency.recordValue(1_000_000);
      windows.add(
          new Window(
              1,
              new Count(1_000, 0, 0),
              latency,
              Map.of(system, FakeProcess.used(proc, "worker", micros * 1_000_000))));
    }
    return new PeerCell(system, PeerOperation.PUT, 64, windows);
  }

  private PeerReport report() throws IOException {
    PeerPlan plan =
        new PeerPlan(
            List.of("holdfast", "etcd"),
            List.of(PeerOperation.PUT),
            List.of(64),
            Duration.ofSeconds(1),
            0,
            1_000,
            100,
            3,
            Path.of("."),
            Path.of("."));
    return new PeerReport(
        plan,
        Map.of("etcd", "as it comes"),
        Map.of("ignite", "how to get it"),
        List.of(cell("holdfast", 30, 300, 40), cell("etcd", 160, 150, 170)));
  }

  @Test
  void theMiddleRoundCountsAndEachSystemIsHeldAgainstOurs() throws IOException {
    List<Map<String, Object>> objects = report().objects(Map.of());

    assertThat(objects.get(0).get("cpuMicros")).isEqualTo(40.0);
    assertThat(objects.get(0)).doesNotContainKey("ratioToOurs");
    assertThat(objects.get(1).get("cpuMicros")).isEqualTo(160.0);
    assertThat(objects.get(1).get("ratioToOurs")).isEqualTo(4.0);
    assertThat(objects.get(1).get("settings")).isEqualTo("as it comes");
  }

  @Test
  void theMiddleOfAnEvenNumberLiesBetween() {
    assertThat(PeerCell.middle(4, 1, 3, 2)).isEqualTo(2.5);
    assertThat(PeerCell.middle()).isZero();
  }

  @Test
  void whoIsAbsentIsSaidWithWhatToDo() throws IOException {
    assertThat(report().lines()).contains("ignite is not measured: how to get it");
  }
}

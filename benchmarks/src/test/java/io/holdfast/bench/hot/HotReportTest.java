package io.holdfast.bench.hot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.DOUBLE;

import io.holdfast.bench.cpu.FakeProcess;
import io.holdfast.bench.load.OfferedLoad.Count;
import io.holdfast.bench.load.Window;
import io.holdfast.client.Traffic;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HotReportTest {
  @TempDir Path proc;

  private HotCell cell(KeyChoice choice, long latencyNanos, long cpuNanos, long retries)
      throws IOException {
    Histogram latency = new Histogram(3);
    latency.recordValue(latencyNanos);
    Window window =
        new Window(
            1,
            new Count(100, 0, retries),
            latency,
            Map.of("store-1", FakeProcess.used(proc, "store-loop-0", cpuNanos)));
    Traffic traffic =
        new Traffic(200, 10, new TreeMap<>(Map.of("KvCheckTxnStatus", 50L, "KvPrewrite", 150L)));
    return new HotCell(HotOperation.MIX, 64, choice, window, traffic);
  }

  private HotReport report() throws IOException {
    HotPlan plan =
        new HotPlan(
            List.of(HotOperation.MIX),
            List.of(64),
            Duration.ofSeconds(1),
            0,
            1_000,
            100,
            3,
            3,
            Path.of("."));
    return new HotReport(
        plan,
        "a cluster",
        List.of(
            cell(KeyChoice.UNIFORM, 1_000_000, 10_000_000, 0),
            cell(KeyChoice.ZIPFIAN, 5_000_000, 20_000_000, 25)));
  }

  @Test
  void unevenKeysAreHeldAgainstEvenOnes() throws IOException {
    List<Map<String, Object>> objects = report().objects(Map.of());

    assertThat(objects.get(0)).doesNotContainKeys("p99Ratio", "cpuRatio");
    assertThat(objects.get(1).get("p99Ratio")).asInstanceOf(DOUBLE).isBetween(4.9, 5.1);
    assertThat(objects.get(1).get("cpuRatio")).isEqualTo(2.0);
  }

  @Test
  void conflictsAreCountedByOperation() throws IOException {
    Map<String, Object> uneven = report().objects(Map.of()).get(1);

    assertThat(uneven.get("retries")).isEqualTo(0.25);
    assertThat(uneven.get("locksMet")).isEqualTo(0.5);
    assertThat(uneven.get("prewrites")).isEqualTo(1.5);
  }

  @Test
  void theShareOfTheFirstKeyIsTold() throws IOException {
    assertThat(report().lines()).anyMatch(line -> line.contains("theta 0.99"));
  }
}

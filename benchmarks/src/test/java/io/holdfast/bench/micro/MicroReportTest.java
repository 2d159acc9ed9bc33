package io.holdfast.bench.micro;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.bench.cpu.CpuTimes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class MicroReportTest {
  private static final Shape CLIENTS = new Shape(64, true);

  private static MicroPlan plan(boolean transactional, Operation... operations) {
    return new MicroPlan(
        List.of(operations),
        List.of(CLIENTS),
        transactional,
        Duration.ofSeconds(1),
        10,
        1_000,
        100,
        null,
        3,
        3,
        Map.of(),
        false,
        false,
        true,
        Path.of("."));
  }

  private static Cell cell(Operation operation, double compiling, Map<String, Double> counters) {
    Histogram latency = new Histogram(3);
    latency.recordValue(2_000_000);
    return new Cell(
        operation,
        operation.needsTransactions(),
        CLIENTS,
        2.0,
        1_000,
        3,
        latency,
        Map.of(),
        CpuTimes.NONE,
        512_000,
        counters,
        compiling);
  }

  @Test
  void operationsGoToTheClusterThatHasThem() {
    MicroPlan raw = plan(false, Operation.GET, Operation.TRANSFER, Operation.PUT);
    assertThat(raw.operationsOn(false)).containsExactly(Operation.GET, Operation.PUT);
    assertThat(raw.operationsOn(true)).containsExactly(Operation.TRANSFER);

    MicroPlan txn = plan(true, Operation.GET, Operation.TRANSFER);
    assertThat(txn.operationsOn(false)).isEmpty();
    assertThat(txn.operationsOn(true)).containsExactly(Operation.GET, Operation.TRANSFER);
  }

  @Test
  void aGetIsHeldAgainstTheFloorOfTheSameShape() {
    Limit same = new Limit("floor server, in batches of 64", "64 outstanding", 2.5);
    Limit other = new Limit("floor server, in batches of 1", "1 outstanding", 10);
    List<Limit> limits = List.of(other, same);
    assertThat(Limits.of(cell(Operation.GET, 0, Map.of()), limits)).isEqualTo(same);
    assertThat(Limits.of(cell(Operation.TXN_GET, 0, Map.of()), limits)).isEqualTo(same);
    assertThat(Limits.of(cell(Operation.TRANSFER, 0, Map.of()), limits)).isNull();
    assertThat(Limits.of(cell(Operation.GET, 0, Map.of()), List.of(other))).isNull();
  }

  @Test
  void aRawPutIsHeldAgainstReplicationWithoutANetworkInTheSameShape() {
    Limit same = new Limit(Limits.PIPELINE, "64 outstanding", 11);
    Limit other = new Limit(Limits.PIPELINE, "1 outstanding", 380);
    List<Limit> limits = List.of(other, same);
    assertThat(Limits.of(cell(Operation.PUT, 0, Map.of()), limits)).isEqualTo(same);
    assertThat(Limits.of(cell(Operation.TXN_PUT, 0, Map.of()), limits)).isNull();
    assertThat(Limits.of(cell(Operation.PUT, 0, Map.of()), List.of(other))).isNull();
  }

  @Test
  void aRunThatWasStillCompilingSaysSo() {
    Cell cold = cell(Operation.GET, 0.02, Map.of());
    MicroReport report =
        new MicroReport(plan(false, Operation.GET), List.of("own"), List.of(cold), List.of());
    assertThat(String.join("\n", report.lines())).contains("cold").contains("not a result");
    assertThat(report.objects(Map.of())).singleElement().extracting("warm").isEqualTo(false);

    MicroReport warm =
        new MicroReport(
            plan(false, Operation.GET),
            List.of("own"),
            List.of(cell(Operation.GET, 0.019, Map.of())),
            List.of());
    assertThat(String.join("\n", warm.lines())).doesNotContain("cold");
  }

  @Test
  void objectsCarryFiguresCountersAndConditions() {
    Cell cell = cell(Operation.PUT, 0, Map.of("log entries per sync", 12.5));
    MicroReport report =
        new MicroReport(
            plan(false, Operation.PUT),
            List.of("own"),
            List.of(cell),
            List.of(new Limit(Limits.PIPELINE, "64 outstanding", 10)));

    List<Map<String, Object>> objects = report.objects(Map.of("commit", "abc"));

    assertThat(objects).hasSize(2);
    assertThat(objects.get(0))
        .containsEntry("operation", "put")
        .containsEntry("perSecond", 500.0)
        .containsEntry("failed", 3L)
        .containsEntry("allocatedBytes", 512.0)
        .containsEntry("counters", Map.of("log entries per sync", 12.5))
        .containsEntry("conditions", Map.of("commit", "abc"))
        .containsEntry("limitMicros", 10.0);
    assertThat(report.failed()).isEqualTo(3);
  }
}

package io.holdfast.bench.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.bench.cpu.CpuTimes;
import io.holdfast.bench.cpu.FakeProcess;
import io.holdfast.bench.load.OfferedLoad.Count;
import io.holdfast.bench.load.Window;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqlReportTest {
  @TempDir Path proc;

  private static final SqlPlan PLAN =
      new SqlPlan(
          List.of(SqlOperation.POINT),
          List.of(16),
          Duration.ofSeconds(1),
          0,
          1_000,
          3,
          true,
          Path.of("."));

  private static SqlCell cell(String target, Map<String, CpuTimes> servers) {
    Histogram latency = new Histogram(3);
    latency.recordValue(50_000);
    return new SqlCell(
        SqlOperation.POINT,
        16,
        target,
        new Window(1, new Count(1_000, 0, 4), latency, servers),
        2_000_000);
  }

  private CpuTimes used(String thread, long micros) throws IOException {
    return FakeProcess.used(proc, thread, micros * 1_000);
  }

  private SqlReport report() throws IOException {
    SqlCell ours =
        cell(
            "holdfast",
            Map.of(
                "sql", used("sql-loop-0", 40_000),
                "store-1", used("store-loop-0", 15_000),
                "store-2", used("store-loop-0", 5_000)));
    SqlCell theirs = cell("postgres", Map.of("postgres", used("postgres", 30_000)));
    return new SqlReport(PLAN, List.of("ours", "theirs"), null, List.of(ours, theirs));
  }

  @Test
  void aCellIsHeldAgainstPostgresInTheSameCell() throws IOException {
    Map<String, Object> ours = report().objects(Map.of()).get(0);

    assertThat(ours.get("cpuMicros")).isEqualTo(60.0);
    assertThat(ours.get("ratioToPostgres")).isEqualTo(2.0);
    assertThat(ours.get("allocatedBytes")).isEqualTo(2_000.0);
    assertThat(ours.get("retries")).isEqualTo(4L);
    assertThat(report().objects(Map.of()).get(1)).doesNotContainKey("ratioToPostgres");
  }

  @Test
  void theStoresAreShownTogetherAndTheSqlNodeApart() throws IOException {
    assertThat(report().lines(false))
        .anySatisfy(
            line -> assertThat(line.split(" +")).contains("60.0", "40.0", "20.0", "2.0", "2,000"));
  }

  @Test
  void whatIsAbsentIsSaid() {
    SqlReport report = new SqlReport(PLAN, List.of("ours"), "how to get it", List.of());

    assertThat(report.lines(false)).contains("postgres  how to get it");
  }
}

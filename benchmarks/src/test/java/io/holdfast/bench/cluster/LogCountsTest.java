package io.holdfast.bench.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LogCountsTest {
  private static final String PAGE =
      """
      # HELP holdfast_store_log_syncs
      # TYPE holdfast_store_log_syncs gauge
      holdfast_store_log_syncs{store="4"} 1500.0
      holdfast_store_log_syncs_other 9.0
      holdfast_store_log_entries{store="4"} 6.0E3
      holdfast_store_log_bytes 1.2E7
      """;

  @Test
  void countsComeFromThePageOfAStore() {
    assertThat(LogCounts.of(MetricsPage.parse(PAGE)))
        .isEqualTo(new LogCounts(1_500, 6_000, 12_000_000));
    assertThat(LogCounts.of(MetricsPage.parse(""))).isEqualTo(LogCounts.NONE);
  }

  @Test
  void theLineTellsWhatAnOperationCosts() {
    assertThat(
            LogCounts.of(MetricsPage.parse(PAGE)).since(new LogCounts(500, 0, 0)).describe(2_000))
        .isEqualTo(
            "log of all stores, per operation: 0.50 syncs, 3.00 entries, 6000 bytes; 6.0 entries a"
                + " sync");
  }
}

package io.holdfast.bench.ycsb;

import io.holdfast.bench.report.TextTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/** Counts and percentiles by kind of operation, and what failed. */
final class LatencyTable {
  private static final double NANOS_PER_MICRO = 1_000;

  private LatencyTable() {}

  static List<String> lines(OperationRecorder recorder) {
    TextTable table =
        new TextTable(
            List.of(
                "latency, us",
                "ok",
                "absent",
                "errors",
                "mean",
                "p50",
                "p95",
                "p99",
                "p99.9",
                "max"));
    for (OperationKind operation : OperationKind.values()) {
      OperationRecorder.Outcomes outcomes = recorder.outcomes(operation);
      if (outcomes != null) {
        table.row(row(operation, outcomes));
      }
    }
    List<String> lines = new ArrayList<>(table.lines());
    recorder
        .failures()
        .forEach(
            (kind, failure) ->
                lines.add(
                    "failed: " + kind + " x " + failure.count() + ": " + failure.firstMessage()));
    return lines;
  }

  private static List<String> row(OperationKind operation, OperationRecorder.Outcomes outcomes) {
    Histogram latency = outcomes.latencyNanos;
    boolean none = outcomes.count() == 0;
    return List.of(
        operation.title(),
        Long.toString(outcomes.count()),
        Long.toString(outcomes.missed),
        Long.toString(outcomes.failed),
        none ? "-" : micros(latency.getMean()),
        none ? "-" : percentile(latency, 50),
        none ? "-" : percentile(latency, 95),
        none ? "-" : percentile(latency, 99),
        none ? "-" : percentile(latency, 99.9),
        none ? "-" : percentile(latency, 100));
  }

  private static String percentile(Histogram latency, double percentile) {
    return micros((double) latency.getValueAtPercentile(percentile));
  }

  private static String micros(double nanos) {
    return String.format(Locale.ROOT, "%.0f", nanos / NANOS_PER_MICRO);
  }
}

package io.holdfast.bench.ycsb;

import io.holdfast.bench.cpu.CpuTimes;
import io.holdfast.bench.process.ProcessGroup;
import io.holdfast.bench.report.TextTable;
import io.holdfast.bench.yardstick.EchoYardstick;
import io.holdfast.bench.yardstick.SyncYardstick;
import io.holdfast.runtime.file.NioFileSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.HdrHistogram.Histogram;

/** The yardsticks of the same run, as lines of the report. */
final class Yardsticks {
  private static final double NANOS_PER_MICRO = 1_000;
  private static final List<String> ECHO_JVM =
      List.of("-XX:+UseParallelGC", "-XX:-UsePerfData", "-Xmx256m");

  private Yardsticks() {}

  static List<String> run(ProcessGroup group, int threads)
      throws IOException, InterruptedException, ExecutionException, TimeoutException {
    List<String> lines = new ArrayList<>();
    lines.add("Yardsticks of the same run, the cluster idle beside them:");
    TextTable table =
        new TextTable(
            List.of(
                "gRPC echo of 100 B",
                "in flight",
                "calls",
                "p50 us",
                "p99 us",
                "server CPU us/op",
                "client CPU us/op"));
    for (EchoYardstick.Result result : EchoYardstick.run(group, ECHO_JVM, threads)) {
      table.row(
          List.of(
              result.title(),
              Integer.toString(result.inFlight()),
              Long.toString(result.calls()),
              micros(result.latencyNanos(), 50),
              micros(result.latencyNanos(), 99),
              perCall(result.server(), result.calls()),
              perCall(result.client(), result.calls())));
    }
    lines.addAll(table.lines());
    lines.add("(CPU without JIT and GC; one event loop each side)");
    lines.add("");
    lines.add(sync(group));
    return lines;
  }

  private static String sync(ProcessGroup group) throws IOException {
    try (NioFileSystem files = new NioFileSystem()) {
      Histogram nanos = SyncYardstick.run(files, group.directory());
      return String.format(
          Locale.ROOT,
          "append 4 KiB and sync, %s: p50 %s us, p99 %s us, max %s us (%d times)",
          Files.getFileStore(group.directory()).type(),
          micros(nanos, 50),
          micros(nanos, 99),
          micros(nanos, 100),
          nanos.getTotalCount());
    }
  }

  private static String micros(Histogram nanos, double percentile) {
    return String.format(
        Locale.ROOT, "%.1f", nanos.getValueAtPercentile(percentile) / NANOS_PER_MICRO);
  }

  private static String perCall(CpuTimes used, long calls) {
    return String.format(Locale.ROOT, "%.2f", used.workNanos() / NANOS_PER_MICRO / calls);
  }
}

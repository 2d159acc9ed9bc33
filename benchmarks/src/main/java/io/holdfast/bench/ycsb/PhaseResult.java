package io.holdfast.bench.ycsb;

import io.holdfast.bench.cluster.LogCounts;
import io.holdfast.bench.cpu.CpuMeters;
import io.holdfast.bench.cpu.CpuTimes;
import io.holdfast.bench.report.CpuTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One measured phase.
 *
 * @param cpu CPU of the phase by label of the process, in the order of the columns
 * @param servers the labels that are not the client
 * @param logs what the logs of the stores did in the phase; null when nobody counted
 */
record PhaseResult(
    String title,
    ClosedLoop.Outcome outcome,
    Map<String, CpuTimes> cpu,
    List<String> servers,
    @Nullable LogCounts logs) {
  private static final double NANOS_PER_SECOND = 1e9;

  /** Above this the latencies are those of a crowded machine. */
  private static final double WAIT_SHARE_QUIET_MAX = 0.05;

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "%s: %,d operations in %.1f s, %,.0f per second, %,d errors",
            title,
            outcome.operations(),
            outcome.nanos() / NANOS_PER_SECOND,
            outcome.perSecond(),
            outcome.recorder().failed()));
    lines.add("");
    lines.addAll(LatencyTable.lines(outcome.recorder()));
    lines.add("");
    lines.add("CPU per operation, all operations of the phase together:");
    lines.addAll(CpuTable.lines(cpu, servers, outcome.operations()));
    lines.add("");
    if (logs != null) {
      lines.add(logs.describe(outcome.operations()));
    }
    lines.addAll(validity());
    return lines;
  }

  private List<String> validity() {
    CpuTimes all = CpuMeters.together(cpu);
    if (all.cpuNanos() == 0) {
      return List.of("no CPU figures: this kernel keeps none");
    }
    double jit = all.jitShare();
    double wait = (double) all.waitNanos() / all.cpuNanos();
    return List.of(
        String.format(
            Locale.ROOT,
            "compiling took %.1f %% of the CPU: %s",
            100 * jit,
            jit < CpuTimes.JIT_SHARE_WARM_MAX
                ? "warm"
                : "not warm yet (limit 2 %), a longer run costs less"),
        String.format(
            Locale.ROOT,
            "threads waited for a core for %.0f %% of the CPU time: %s",
            100 * wait,
            wait < WAIT_SHARE_QUIET_MAX
                ? "latencies are those of the system"
                : "more threads than cores, latencies are upper bounds"));
  }
}

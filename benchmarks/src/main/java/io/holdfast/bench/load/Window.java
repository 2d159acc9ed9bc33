package io.holdfast.bench.load;

import io.holdfast.bench.cpu.CpuMeters;
import io.holdfast.bench.cpu.CpuTimes;
import io.holdfast.bench.load.OfferedLoad.Count;
import java.util.LinkedHashMap;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * What a load did while it was measured, and what it cost.
 *
 * @param servers processor time by label of the server process
 */
public record Window(
    double seconds, Count count, Histogram latencyNanos, Map<String, CpuTimes> servers) {
  private static final double NANOS_PER_MICRO = 1_000;

  /** Copies the map. */
  public Window {
    servers = new LinkedHashMap<>(servers);
  }

  /** Operations that succeeded, by second. */
  public double perSecond() {
    return seconds == 0 ? 0 : count.done() / seconds;
  }

  /** Processor time of all servers for one operation, JIT and GC apart; 0 when none succeeded. */
  public double serverMicros() {
    return micros(CpuMeters.together(servers).workNanos());
  }

  /** The same of one process. */
  public double serverMicros(String label) {
    return micros(servers.getOrDefault(label, CpuTimes.NONE).workNanos());
  }

  /** That much by operation. */
  public double micros(long nanos) {
    return count.done() == 0 ? 0 : nanos / NANOS_PER_MICRO / count.done();
  }

  /** A percentile of the latency. */
  public double percentileMicros(double percentile) {
    return latencyNanos.getValueAtPercentile(percentile) / NANOS_PER_MICRO;
  }

  /** Share of the servers' processor time that went to compilers. */
  public double compiling() {
    return CpuMeters.together(servers).jitShare();
  }

  /** True iff the figures are those of compiled code, of operations that happened. */
  public boolean warm() {
    return count.done() > 0 && compiling() < CpuTimes.JIT_SHARE_WARM_MAX;
  }

  /** Processor time for one operation by process and role, for programs. */
  public Map<String, Object> byProcessAndRole() {
    Map<String, Object> byProcess = new LinkedHashMap<>();
    servers.forEach(
        (label, times) -> {
          Map<String, Object> byRole = new LinkedHashMap<>();
          for (String role : times.roles()) {
            byRole.put(role, micros(times.cpuNanos(role)));
          }
          byProcess.put(label, byRole);
        });
    return byProcess;
  }
}

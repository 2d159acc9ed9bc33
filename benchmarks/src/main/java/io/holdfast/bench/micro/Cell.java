package io.holdfast.bench.micro;

import io.holdfast.bench.cpu.CpuTimes;
import java.util.LinkedHashMap;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * One operation in one shape, measured.
 *
 * @param cpu processor time by label of the process
 * @param servers what all servers used together
 * @param allocatedBytes bytes allocated by the stores; -1 when nobody tells
 * @param counters what proves the mechanism, per operation or as a ratio, by name
 * @param compiling share of the processor time that went to compilers, of all processes
 */
record Cell(
    Operation operation,
    boolean transactional,
    Shape shape,
    double seconds,
    long operations,
    long failed,
    Histogram latencyNanos,
    Map<String, CpuTimes> cpu,
    CpuTimes servers,
    long allocatedBytes,
    Map<String, Double> counters,
    double compiling) {
  private static final double NANOS_PER_MICRO = 1_000;

  Cell {
    cpu = new LinkedHashMap<>(cpu);
    counters = new LinkedHashMap<>(counters);
  }

  boolean warm() {
    return compiling < CpuTimes.JIT_SHARE_WARM_MAX;
  }

  double perSecond() {
    return operations / seconds;
  }

  /** Servers' processor time without compilers and collectors. */
  double serverMicros() {
    return micros(servers.workNanos());
  }

  double micros(long nanos) {
    return operations == 0 ? 0 : nanos / NANOS_PER_MICRO / operations;
  }

  double percentileMicros(double percentile) {
    return latencyNanos.getValueAtPercentile(percentile) / NANOS_PER_MICRO;
  }

  double allocatedPerOperation() {
    return allocatedBytes < 0 || operations == 0 ? -1 : (double) allocatedBytes / operations;
  }

  String mode() {
    return transactional ? "txn" : "raw";
  }
}

package io.holdfast.bench.cpu;

import java.util.Optional;
import java.util.StringTokenizer;

/**
 * One line of {@code schedstat}: what the scheduler knows of one thread.
 *
 * @param cpuNanos time spent on a processor
 * @param waitNanos time spent runnable, waiting for a processor
 */
record SchedStat(long cpuNanos, long waitNanos) {
  /** Parses {@code "cpu wait slices"}; empty when the line is something else. */
  static Optional<SchedStat> parse(String line) {
    StringTokenizer fields = new StringTokenizer(line);
    if (fields.countTokens() != 3) {
      return Optional.empty();
    }
    try {
      long cpuNanos = Long.parseLong(fields.nextToken());
      long waitNanos = Long.parseLong(fields.nextToken());
      return cpuNanos < 0 || waitNanos < 0
          ? Optional.empty()
          : Optional.of(new SchedStat(cpuNanos, waitNanos));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  SchedStat plus(SchedStat other) {
    return new SchedStat(cpuNanos + other.cpuNanos, waitNanos + other.waitNanos);
  }

  SchedStat minus(SchedStat earlier) {
    return new SchedStat(cpuNanos - earlier.cpuNanos, waitNanos - earlier.waitNanos);
  }
}

package io.holdfast.bench.ycsb;

import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Latencies and failures of one worker thread, later merged into one for all. Not thread-safe.
 *
 * <p>Only successful operations have a latency: a failure that comes fast must not make the store
 * look fast.
 */
final class OperationRecorder {
  private static final long LOWEST_NANOS = 1_000;
  private static final long HIGHEST_NANOS = 3_600_000_000_000L;
  private static final int DIGITS = 3;

  /** Kinds of failure that are told apart; further ones are counted together. */
  private static final int FAILURE_KINDS_MAX = 16;

  private final Map<OperationKind, Outcomes> byOperation = new EnumMap<>(OperationKind.class);
  private final Map<String, Failure> failures = new TreeMap<>();

  /** Counts and latencies of one kind of operation. */
  static final class Outcomes {
    final Histogram latencyNanos = new Histogram(LOWEST_NANOS, HIGHEST_NANOS, DIGITS);
    long missed;
    long failed;

    long count() {
      return latencyNanos.getTotalCount();
    }
  }

  /** How often something failed in one way, and what the first one said. */
  record Failure(long count, String firstMessage) {
    Failure plus(Failure later) {
      return new Failure(count + later.count, firstMessage);
    }
  }

  void succeeded(OperationKind operation, long nanos) {
    of(operation).latencyNanos.recordValue(Math.min(nanos, HIGHEST_NANOS));
  }

  /** The record was not there. */
  void missed(OperationKind operation) {
    of(operation).missed++;
  }

  void failed(OperationKind operation, Throwable cause) {
    of(operation).failed++;
    String kind = operation.title() + " " + cause.getClass().getSimpleName();
    if (failures.size() >= FAILURE_KINDS_MAX && !failures.containsKey(kind)) {
      kind = "other";
    }
    failures.merge(kind, new Failure(1, String.valueOf(cause.getMessage())), Failure::plus);
  }

  private Outcomes of(OperationKind operation) {
    return byOperation.computeIfAbsent(operation, absent -> new Outcomes());
  }

  @Nullable Outcomes outcomes(OperationKind operation) {
    return byOperation.get(operation);
  }

  /** Failures by operation and type of exception. */
  Map<String, Failure> failures() {
    return failures;
  }

  long failed() {
    return byOperation.values().stream().mapToLong(outcomes -> outcomes.failed).sum();
  }

  void add(OperationRecorder other) {
    other.byOperation.forEach(
        (operation, outcomes) -> {
          Outcomes mine = of(operation);
          mine.latencyNanos.add(outcomes.latencyNanos);
          mine.missed += outcomes.missed;
          mine.failed += outcomes.failed;
        });
    other.failures.forEach((kind, failure) -> failures.merge(kind, failure, Failure::plus));
  }
}

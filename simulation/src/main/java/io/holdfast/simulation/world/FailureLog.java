package io.holdfast.simulation.world;

import io.holdfast.runtime.base.InvariantViolation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What went wrong in a run, told apart: faults of a node's environment stop that node, bugs fail
 * the run.
 */
final class FailureLog {
  /** Deep enough for the wrappers of futures and gRPC. */
  private static final int CAUSE_DEPTH_MAX = 16;

  private final List<Throwable> bugs = new ArrayList<>();
  private final List<String> faults = new ArrayList<>();
  private Predicate<Throwable> expected = cause -> false;

  void expect(Predicate<Throwable> expectation) {
    expected = expectation;
  }

  void fault(String node, Throwable cause) {
    faults.add(node + ": " + cause);
    if (!isEnvironment(cause)) {
      bug(cause);
    }
  }

  void bug(Throwable cause) {
    if (!expected.test(cause)) {
      bugs.add(cause);
    }
  }

  @Nullable Throwable first() {
    return bugs.isEmpty() ? null : bugs.get(0);
  }

  List<Throwable> bugs() {
    return List.copyOf(bugs);
  }

  List<String> faults() {
    return List.copyOf(faults);
  }

  private static boolean isEnvironment(Throwable cause) {
    Throwable t = cause;
    for (int depth = 0; t != null && depth < CAUSE_DEPTH_MAX; depth++, t = t.getCause()) {
      if (t instanceof InvariantViolation) {
        return false;
      }
      if (t instanceof IOException) {
        return true;
      }
    }
    return false;
  }
}

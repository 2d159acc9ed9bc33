package io.holdfast.simulation.check;

import io.holdfast.runtime.base.Bytes;
import io.holdfast.simulation.check.CheckResult.Verdict;
import io.holdfast.simulation.check.History.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Is a history of single-key operations linearizable? Each key is checked by itself
 * (linearizability is local).
 *
 * <p>Undetermined writes may take effect at any time after their call, or never; undetermined reads
 * and failed operations say nothing and are left out.
 */
public final class LinearizabilityChecker {
  /** Search steps per key before the answer is "unknown": a minute, some hundred megabytes. */
  private static final long STEPS_MAX = 4_000_000;

  private LinearizabilityChecker() {}

  /** Checks all keys. */
  public static CheckResult check(History<RegisterOp, RegisterOp.Result> history) {
    return check(history, STEPS_MAX);
  }

  /** Checks all keys with at most so many steps each. */
  static CheckResult check(History<RegisterOp, RegisterOp.Result> history, long stepsMax) {
    TreeMap<Bytes, List<Operation<RegisterOp, RegisterOp.Result>>> byKey = new TreeMap<>();
    for (Operation<RegisterOp, RegisterOp.Result> operation : history.operations()) {
      byKey.computeIfAbsent(operation.input().key(), key -> new ArrayList<>()).add(operation);
    }
    long checked = 0;
    List<String> anomalies = new ArrayList<>();
    boolean unknown = false;
    for (Map.Entry<Bytes, List<Operation<RegisterOp, RegisterOp.Result>>> entry :
        byKey.entrySet()) {
      KeyHistory operations = new KeyHistory(entry.getValue());
      checked += operations.size();
      RegisterSearch search = new RegisterSearch(operations, stepsMax);
      switch (search.run()) {
        case VALID -> {}
        case UNKNOWN -> unknown = true;
        case INVALID ->
            anomalies.add("key " + entry.getKey() + " is not linearizable: " + search.blame());
      }
    }
    if (anomalies.isEmpty() && unknown) {
      return new CheckResult(Verdict.UNKNOWN, checked, List.of());
    }
    return CheckResult.of(checked, anomalies);
  }
}

package io.holdfast.simulation.check;

import java.util.List;

/**
 * The verdict of a checker.
 *
 * @param verdict the answer
 * @param checked how much was looked at: operations, snapshots, comparisons
 * @param anomalies what is wrong, one readable line or more each
 */
public record CheckResult(Verdict verdict, long checked, List<String> anomalies) {
  /** The answer. */
  public enum Verdict {
    /** Nothing wrong. */
    VALID,
    /** An anomaly was proved. */
    INVALID,
    /** Too expensive to decide, or nothing to look at. */
    UNKNOWN
  }

  /** Copies the anomalies. */
  public CheckResult {
    anomalies = List.copyOf(anomalies);
  }

  /** Valid iff there are no anomalies, unknown if nothing was checked either. */
  static CheckResult of(long checked, List<String> anomalies) {
    if (!anomalies.isEmpty()) {
      return new CheckResult(Verdict.INVALID, checked, anomalies);
    }
    return new CheckResult(checked == 0 ? Verdict.UNKNOWN : Verdict.VALID, checked, anomalies);
  }

  /** True iff the verdict is VALID. */
  public boolean valid() {
    return verdict == Verdict.VALID;
  }

  /** Fails unless valid, with the first anomalies. */
  public void assertValid(String what) {
    if (!valid()) {
      throw new AssertionError(
          what
              + ": "
              + verdict
              + " after "
              + checked
              + " checks\n"
              + String.join("\n", anomalies.subList(0, Math.min(10, anomalies.size()))));
    }
  }
}

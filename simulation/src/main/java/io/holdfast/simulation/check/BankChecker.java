package io.holdfast.simulation.check;

import io.holdfast.runtime.base.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

/**
 * Money is moved, never made or lost: every snapshot of all accounts has the same sum. Used by one
 * thread at a time.
 */
public final class BankChecker {
  /** Enough to see a pattern; the rest is counted. */
  private static final int ANOMALIES_MAX = 100;

  private final int accounts;
  private final long total;
  private final boolean negativeAllowed;
  private final List<String> anomalies = new ArrayList<>();
  private long snapshots;

  /** Expects {@code accounts} accounts that hold {@code total} together. */
  public BankChecker(int accounts, long total, boolean negativeAllowed) {
    this.accounts = accounts;
    this.total = total;
    this.negativeAllowed = negativeAllowed;
  }

  /**
   * Judges one snapshot; {@code context} says which, e.g. its timestamp. Answers whether it is
   * right.
   */
  public boolean snapshot(SortedMap<Bytes, Long> balances, String context) {
    snapshots++;
    long sum = 0;
    String negative = "";
    for (var entry : balances.entrySet()) {
      sum += entry.getValue();
      if (entry.getValue() < 0) {
        negative = " negative=" + entry.getKey() + ":" + entry.getValue();
      }
    }
    boolean right =
        sum == total && balances.size() == accounts && (negativeAllowed || negative.isEmpty());
    if (!right && anomalies.size() < ANOMALIES_MAX) {
      anomalies.add(
          "snapshot "
              + context
              + ": sum="
              + sum
              + " expected="
              + total
              + " accounts="
              + balances.size()
              + " expected="
              + accounts
              + negative);
    }
    return right;
  }

  /** Snapshots judged so far. */
  public long snapshots() {
    return snapshots;
  }

  /** The verdict; unknown when no snapshot was seen. */
  public CheckResult result() {
    return CheckResult.of(snapshots, anomalies);
  }
}

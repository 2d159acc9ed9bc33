package io.holdfast.simulation.check;

import io.holdfast.runtime.base.Bytes;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Replicas of a region hold the same bytes at the same applied index. Compares ordered pairs in
 * lock-step and names the first difference. Used by one thread at a time.
 */
public final class ReplicaChecker {
  private final List<String> anomalies = new ArrayList<>();
  private long comparisons;
  private long pairs;

  /** A key and its value, as stored. */
  public record Pair(Bytes key, Bytes value) {}

  /** Compares two replicas of {@code what}; answers whether they are equal. */
  public boolean compare(
      String what, String leftName, Iterator<Pair> left, String rightName, Iterator<Pair> right) {
    comparisons++;
    while (left.hasNext() || right.hasNext()) {
      Pair leftPair = left.hasNext() ? left.next() : null;
      Pair rightPair = right.hasNext() ? right.next() : null;
      pairs++;
      if (leftPair == null || !leftPair.equals(rightPair)) {
        anomalies.add(
            what
                + " differs: "
                + leftName
                + " has "
                + describe(leftPair)
                + ", "
                + rightName
                + " has "
                + describe(rightPair));
        return false;
      }
    }
    return true;
  }

  private static String describe(@Nullable Pair pair) {
    return pair == null ? "nothing more" : pair.key() + " = " + pair.value();
  }

  /** Pairs compared so far. */
  public long pairs() {
    return pairs;
  }

  /** The verdict; unknown when nothing was compared. */
  public CheckResult result() {
    return CheckResult.of(comparisons, anomalies);
  }
}

package io.holdfast.simulation.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.runtime.base.Bytes;
import io.holdfast.simulation.check.CheckResult.Verdict;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class BankCheckerTest {
  private static SortedMap<Bytes, Long> balances(long... amounts) {
    TreeMap<Bytes, Long> balances = new TreeMap<>();
    for (int i = 0; i < amounts.length; i++) {
      balances.put(Bytes.utf8("a" + i), amounts[i]);
    }
    return balances;
  }

  @Test
  void theSumMustStay() {
    BankChecker checker = new BankChecker(2, 20, false);
    assertThat(checker.result().verdict()).isEqualTo(Verdict.UNKNOWN);
    assertThat(checker.snapshot(balances(5, 15), "ts 1")).isTrue();
    assertThat(checker.result().verdict()).isEqualTo(Verdict.VALID);
    assertThat(checker.snapshot(balances(5, 16), "ts 2")).isFalse();
    assertThat(checker.snapshot(balances(20), "ts 3")).isFalse();
    assertThat(checker.snapshot(balances(-1, 21), "ts 4")).isFalse();
    assertThat(checker.result().anomalies()).hasSize(3);
    assertThat(checker.snapshots()).isEqualTo(4);
  }

  @Test
  void replicasMustHoldTheSameBytes() {
    ReplicaChecker checker = new ReplicaChecker();
    assertThat(checker.result().verdict()).isEqualTo(Verdict.UNKNOWN);
    ReplicaChecker.Pair a = new ReplicaChecker.Pair(Bytes.utf8("a"), Bytes.utf8("1"));
    ReplicaChecker.Pair b = new ReplicaChecker.Pair(Bytes.utf8("b"), Bytes.utf8("2"));
    assertThat(
            checker.compare(
                "region 1",
                "store-1",
                List.of(a, b).iterator(),
                "store-2",
                List.of(a, b).iterator()))
        .isTrue();
    assertThat(checker.result().valid()).isTrue();
    assertThat(
            checker.compare(
                "region 1", "store-1", List.of(a, b).iterator(), "store-2", List.of(a).iterator()))
        .isFalse();
    assertThat(checker.result().anomalies().get(0)).contains("store-2 has nothing more");
  }
}

package io.holdfast.simulation.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.simulation.check.CheckResult.Verdict;
import io.holdfast.simulation.check.CycleChecker.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class CycleCheckerTest {
  private final History<List<AppendOp>, List<AppendOp>> history = new History<>();
  private int process;

  /** Begins a transaction that will report exactly these steps. */
  private int begin(AppendOp... steps) {
    return history.invoke(process++, List.of(steps), 0);
  }

  private void commit(int id) {
    history.ok(id, history.operations().get(id).input());
  }

  private void run(AppendOp... steps) {
    commit(begin(steps));
  }

  private static AppendOp append(String key, long value) {
    return AppendOp.append(key, value);
  }

  private static AppendOp read(String key, Long... values) {
    return AppendOp.read(key, List.of(values));
  }

  private void together(int... ids) {
    for (int id : ids) {
      commit(id);
    }
  }

  private String anomaly(Level level) {
    CheckResult result = CycleChecker.check(history, level);
    return result.anomalies().isEmpty() ? "" : result.anomalies().get(0);
  }

  private void bothFind(String name) {
    assertThat(anomaly(Level.STRONG_SNAPSHOT_ISOLATION)).startsWith(name);
    assertThat(anomaly(Level.STRICT_SERIALIZABLE)).startsWith(name);
  }

  @Test
  void aSerialHistoryIsValidAtBothLevels() {
    run(append("x", 1), read("x", 1L));
    run(read("x", 1L), append("y", 1));
    run(append("x", 2), append("y", 2));
    run(read("x", 1L, 2L), read("y", 1L, 2L));
    for (Level level : Level.values()) {
      assertThat(CycleChecker.check(history, level).verdict()).isEqualTo(Verdict.VALID);
    }
  }

  @Test
  void anEmptyHistoryIsNotPassed() {
    assertThat(CycleChecker.check(history, Level.STRICT_SERIALIZABLE).verdict())
        .isEqualTo(Verdict.UNKNOWN);
  }

  @Test
  void writesInOppositeOrdersAreG0() {
    together(begin(append("x", 1), append("y", 1)), begin(append("x", 2), append("y", 2)));
    run(read("x", 1L, 2L), read("y", 2L, 1L));
    bothFind("G0");
  }

  @Test
  void informationInACircleIsG1c() {
    together(begin(append("x", 1), read("y", 1L)), begin(append("y", 1), read("x", 1L)));
    bothFind("G1c");
  }

  @Test
  void aReadOfAnAbortedWriteIsG1a() {
    history.fail(begin(append("x", 1)));
    run(read("x", 1L));
    bothFind("G1a");
  }

  @Test
  void aReadOfAnIntermediateStateIsG1b() {
    int writer = begin(append("x", 1), append("x", 2));
    run(read("x", 1L));
    commit(writer);
    run(read("x", 1L, 2L));
    bothFind("G1b");
  }

  @Test
  void aFracturedReadIsGSingle() {
    together(begin(append("x", 1), append("y", 1)), begin(read("x", 1L), read("y")));
    run(read("x", 1L), read("y", 1L));
    bothFind("G-single");
  }

  @Test
  void aLostUpdateIsGSingle() {
    together(begin(read("x"), append("x", 1)), begin(read("x"), append("x", 2)));
    run(read("x", 1L, 2L));
    bothFind("G-single");
  }

  @Test
  void writeSkewIsG2AndAllowedUnderSnapshotIsolation() {
    together(begin(read("x"), append("y", 1)), begin(read("y"), append("x", 1)));
    run(read("x", 1L), read("y", 1L));
    assertThat(anomaly(Level.STRONG_SNAPSHOT_ISOLATION)).isEmpty();
    assertThat(anomaly(Level.STRICT_SERIALIZABLE)).startsWith("G2");
  }

  @Test
  void aLongForkBreaksSnapshotIsolation() {
    int a = begin(append("x", 1));
    int b = begin(append("y", 1));
    int c = begin(read("x", 1L), read("y"));
    int d = begin(read("x"), read("y", 1L));
    together(a, b, c, d);
    run(read("x", 1L), read("y", 1L));
    assertThat(anomaly(Level.STRONG_SNAPSHOT_ISOLATION)).startsWith("G-nonadjacent");
    assertThat(anomaly(Level.STRICT_SERIALIZABLE)).startsWith("G2");
  }

  @Test
  void aStaleSnapshotBreaksRealTime() {
    run(append("x", 1));
    run(read("x"));
    run(read("x", 1L));
    bothFind("G-single-realtime");
  }

  @Test
  void anAcknowledgedAppendThatNobodySeesIsFound() {
    run(append("x", 1));
    run(append("x", 2));
    run(read("x", 1L));
    bothFind("G-single-realtime");
  }

  @Test
  void anUndeterminedAppendMayAppearOrNot() {
    history.info(begin(append("x", 1)));
    history.info(begin(append("x", 2)));
    run(read("x"));
    run(read("x", 2L));
    assertThat(anomaly(Level.STRICT_SERIALIZABLE)).isEmpty();
  }

  @Test
  void duplicatesGarbageAndContradictionsAreFound() {
    run(append("x", 1));
    run(read("x", 1L, 1L));
    assertThat(anomaly(Level.STRONG_SNAPSHOT_ISOLATION)).startsWith("duplicate");
    run(append("y", 1));
    run(read("y", 1L, 7L));
    assertThat(CycleChecker.check(history, Level.STRICT_SERIALIZABLE).anomalies())
        .anyMatch(text -> text.startsWith("garbage"));
    run(append("z", 1), append("z", 2));
    run(read("z", 2L, 1L));
    run(read("z", 1L, 2L));
    assertThat(CycleChecker.check(history, Level.STRICT_SERIALIZABLE).anomalies())
        .anyMatch(text -> text.startsWith("incompatible"));
  }

  @Test
  void aTransactionSeesItsOwnAppends() {
    run(read("x"), append("x", 1), read("x"));
    bothFind("internal");
  }

  /** Transactions executed one at a time, inside overlapping calls: valid at both levels. */
  @Test
  void randomStrictHistoriesAreValid() {
    for (int seed = 0; seed < 50; seed++) {
      History<List<AppendOp>, List<AppendOp>> random = random(seed, false);
      for (Level level : Level.values()) {
        CheckResult result = CycleChecker.check(random, level);
        assertThat(result.anomalies()).as("seed %d", seed).isEmpty();
      }
    }
  }

  @Test
  void randomHistoriesWithStaleReadsAreInvalid() {
    for (int seed = 0; seed < 50; seed++) {
      assertThat(CycleChecker.check(random(seed, true), Level.STRONG_SNAPSHOT_ISOLATION).verdict())
          .as("seed %d", seed)
          .isEqualTo(Verdict.INVALID);
    }
  }

  private static History<List<AppendOp>, List<AppendOp>> random(int seed, boolean stale) {
    SplittableRandom random = new SplittableRandom(seed);
    History<List<AppendOp>, List<AppendOp>> history = new History<>();
    TreeMap<String, List<Long>> state = new TreeMap<>();
    List<Object[]> open = new ArrayList<>();
    long next = 1;
    for (int step = 0; step < 600; step++) {
      if (open.size() < 5 && random.nextBoolean()) {
        List<AppendOp> plan = new ArrayList<>();
        for (int i = 0; i < 1 + random.nextInt(3); i++) {
          String key = "k" + random.nextInt(4);
          plan.add(random.nextBoolean() ? AppendOp.read(key) : AppendOp.append(key, next++));
        }
        open.add(new Object[] {history.invoke(0, plan, 0), plan, null});
      } else if (!open.isEmpty()) {
        int at = random.nextInt(open.size());
        Object[] call = open.get(at);
        if (call[2] == null) {
          call[2] = execute(plan(call[1]), state, stale && random.nextInt(4) == 0);
        } else {
          history.ok((int) call[0], plan(call[2]));
          open.remove(at);
        }
      }
    }
    return history;
  }

  @SuppressWarnings("unchecked")
  private static List<AppendOp> plan(Object plan) {
    return (List<AppendOp>) plan;
  }

  private static List<AppendOp> execute(
      List<AppendOp> plan, Map<String, List<Long>> state, boolean stale) {
    List<AppendOp> done = new ArrayList<>();
    for (AppendOp step : plan) {
      List<Long> list = state.computeIfAbsent(step.key(), key -> new ArrayList<>());
      if (step.append()) {
        list.add(step.value());
        done.add(step);
      } else {
        boolean old = stale && list.size() > 12;
        done.add(AppendOp.read(step.key(), old ? list.subList(0, list.size() - 12) : list));
      }
    }
    return done;
  }
}

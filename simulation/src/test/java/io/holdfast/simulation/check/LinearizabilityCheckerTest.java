package io.holdfast.simulation.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.runtime.base.Bytes;
import io.holdfast.simulation.check.CheckResult.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class LinearizabilityCheckerTest {
  private static final Bytes KEY = Bytes.utf8("k");
  private static final Bytes A = Bytes.utf8("a");
  private static final Bytes B = Bytes.utf8("b");

  private final History<RegisterOp, RegisterOp.Result> history = new History<>();

  private int write(Bytes value) {
    return history.invoke(1, RegisterOp.write(KEY, value), 0);
  }

  private int read() {
    return history.invoke(2, RegisterOp.read(KEY), 0);
  }

  private void done(int id) {
    history.ok(id, RegisterOp.Result.DONE);
  }

  private void saw(int id, @Nullable Bytes value) {
    history.ok(id, RegisterOp.Result.found(value));
  }

  private Verdict verdict() {
    return LinearizabilityChecker.check(history).verdict();
  }

  @Test
  void aReadAfterAWriteSeesIt() {
    done(write(A));
    saw(read(), A);
    assertThat(verdict()).isEqualTo(Verdict.VALID);
  }

  @Test
  void aStaleReadIsFound() {
    done(write(A));
    done(write(B));
    saw(read(), A);
    CheckResult result = LinearizabilityChecker.check(history);
    assertThat(result.verdict()).isEqualTo(Verdict.INVALID);
    assertThat(result.anomalies().get(0)).contains("key k");
  }

  @Test
  void aReadDuringAWriteMaySeeEitherButNotGoBack() {
    int write = write(A);
    saw(read(), null);
    saw(read(), A);
    assertThat(verdict()).isEqualTo(Verdict.VALID);
    saw(read(), null);
    done(write);
    assertThat(verdict()).isEqualTo(Verdict.INVALID);
  }

  @Test
  void anUndeterminedWriteMayHappenLateOrNever() {
    history.info(write(A));
    saw(read(), null);
    saw(read(), A);
    saw(read(), A);
    assertThat(verdict()).isEqualTo(Verdict.VALID);
    saw(read(), null);
    assertThat(verdict()).isEqualTo(Verdict.INVALID);
  }

  @Test
  void aFailedWriteMustNotBeSeen() {
    history.fail(write(A));
    saw(read(), A);
    assertThat(verdict()).isEqualTo(Verdict.INVALID);
  }

  @Test
  void compareAndSetAppliesOnce() {
    int first = history.invoke(1, RegisterOp.cas(KEY, null, A), 0);
    int second = history.invoke(2, RegisterOp.cas(KEY, null, B), 0);
    history.ok(first, RegisterOp.Result.DONE);
    history.ok(second, new RegisterOp.Result(false, A));
    saw(read(), A);
    assertThat(verdict()).isEqualTo(Verdict.VALID);
    int third = history.invoke(1, RegisterOp.cas(KEY, null, B), 0);
    history.ok(third, RegisterOp.Result.DONE);
    assertThat(verdict()).isEqualTo(Verdict.INVALID);
  }

  @Test
  void anEmptyHistoryIsNotPassed() {
    assertThat(verdict()).isEqualTo(Verdict.UNKNOWN);
  }

  /**
   * Real registers under concurrency are always accepted; one changed read nearly always is not.
   */
  @Test
  void randomHistoriesOfARealRegisterAreValidAndCorruptedOnesAreNot() {
    int refuted = 0;
    for (int seed = 0; seed < 200; seed++) {
      assertThat(LinearizabilityChecker.check(random(seed, -1)).verdict())
          .as("seed %d", seed)
          .isEqualTo(Verdict.VALID);
      Verdict corrupted = LinearizabilityChecker.check(random(seed, 30)).verdict();
      refuted += corrupted == Verdict.INVALID ? 1 : 0;
    }
    assertThat(refuted).isGreaterThan(180);
  }

  @Test
  void aLongHistoryWithUndeterminedWritesIsDecided() {
    for (int i = 0; i < 3_000; i++) {
      int write = write(Bytes.utf8("v" + i));
      if (i % 100 == 7) {
        history.info(write);
        saw(read(), Bytes.utf8("v" + (i % 200 == 7 ? i : i - 1)));
      } else {
        done(write);
        saw(read(), Bytes.utf8("v" + i));
      }
    }
    assertThat(verdict()).isEqualTo(Verdict.VALID);
  }

  @Test
  void anUndeterminedSwapMayStandOnAnUndeterminedWrite() {
    history.info(write(A));
    history.info(history.invoke(3, RegisterOp.cas(KEY, A, B), 0));
    saw(read(), B);
    assertThat(verdict()).isEqualTo(Verdict.VALID);
    saw(read(), A);
    assertThat(verdict()).isEqualTo(Verdict.INVALID);
  }

  @Test
  void aValueThatNobodyWroteIsNamed() {
    done(write(A));
    saw(read(), B);
    assertThat(LinearizabilityChecker.check(history).anomalies().get(0)).contains("nobody wrote");
  }

  /** Whatever the search leaves out: its answer is that of trying everything. */
  @Test
  void shortHistoriesAreJudgedAsByTryingAllOrders() {
    int[] verdicts = new int[2];
    for (int seed = 0; seed < 20_000; seed++) {
      History<RegisterOp, RegisterOp.Result> drawn = ShortHistories.draw(seed);
      boolean valid = ShortHistories.explained(drawn.operations());
      assertThat(LinearizabilityChecker.check(drawn).verdict())
          .as("seed %d: %s", seed, drawn.operations())
          .isEqualTo(
              valid
                  ? drawn.count(History.Outcome.OK) == 0 ? Verdict.UNKNOWN : Verdict.VALID
                  : Verdict.INVALID);
      verdicts[valid ? 1 : 0]++;
    }
    assertThat(verdicts[0]).isGreaterThan(3_000);
    assertThat(verdicts[1]).isGreaterThan(3_000);
  }

  /**
   * Writes that hang for long, are sent again and have their effect twice, under faults: what the
   * clients of raw keys leave behind. In a few thousand steps, not in millions.
   */
  @Test
  void writesThatHangAndActTwiceAreDecidedSoon() {
    for (int seed = 0; seed < 60; seed++) {
      assertThat(LinearizabilityChecker.check(HangingWrites.draw(seed, false), 50_000).verdict())
          .as("seed %d", seed)
          .isEqualTo(Verdict.VALID);
      Verdict stale =
          LinearizabilityChecker.check(HangingWrites.draw(seed, true), 50_000).verdict();
      assertThat(stale).as("seed %d", seed).isEqualTo(Verdict.INVALID);
    }
  }

  private static History<RegisterOp, RegisterOp.Result> random(int seed, int corruptFrom) {
    SplittableRandom random = new SplittableRandom(seed);
    History<RegisterOp, RegisterOp.Result> history = new History<>();
    List<Object[]> open = new ArrayList<>(); // {id, op, result or null}
    @Nullable Bytes state = null;
    for (int step = 0; step < 200; step++) {
      int dice = random.nextInt(3);
      if (dice == 0 && open.size() < 6) {
        RegisterOp op =
            random.nextBoolean()
                ? RegisterOp.read(KEY)
                : RegisterOp.write(KEY, Bytes.utf8("v" + step));
        open.add(new Object[] {history.invoke(open.size(), op, 0), op, null});
      } else if (!open.isEmpty()) {
        int at = random.nextInt(open.size());
        Object[] call = open.get(at);
        RegisterOp op = (RegisterOp) call[1];
        if (call[2] == null) { // Takes effect here.
          boolean write = op.kind() == RegisterOp.Kind.WRITE;
          state = write ? op.value() : state;
          call[2] = write ? RegisterOp.Result.DONE : RegisterOp.Result.found(state);
        } else {
          RegisterOp.Result result = (RegisterOp.Result) call[2];
          if (corruptFrom >= 0 && step >= corruptFrom && op.kind() == RegisterOp.Kind.READ) {
            corruptFrom = -1;
            result = RegisterOp.Result.found(Bytes.utf8("v-never"));
          }
          history.ok((int) call[0], result);
          open.remove(at);
        }
      }
    }
    return history;
  }
}

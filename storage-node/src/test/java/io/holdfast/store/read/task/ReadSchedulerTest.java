package io.holdfast.store.read.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.store.engine.memory.MemoryDisk;
import io.holdfast.store.engine.memory.MemoryEngine;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who has which turn, and what becomes of those who have none (R1). */
class ReadSchedulerTest {
  private static final long SECOND = 1_000_000_000L;

  private final HandLoop loop = new HandLoop();
  private final HandLoop answers = new HandLoop();
  private final ReadScheduler scheduler = new ReadScheduler(loop, answers);
  private final MemoryEngine engine = MemoryEngine.open(new MemoryDisk());
  private final List<String> log = new ArrayList<>();
  private boolean gone;
  private long stepNanos;

  @AfterEach
  void close() {
    engine.close(); // Fails when a read left a snapshot open.
  }

  /** A read of so many turns that says when it has one. */
  private void submit(String name, int turns, long deadlineNanos) {
    scheduler.submit(
        engine.snapshot(),
        snapshot -> new Counted(name, turns),
        () -> gone,
        deadlineNanos,
        new ReadListener<String>() {
          @Override
          public void done(String response) {
            log.add(response + " done");
          }

          @Override
          public void givenUp(String reason) {
            log.add(name + " " + reason);
          }
        });
  }

  private void submit(String name, int turns) {
    submit(name, turns, 10 * SECOND);
  }

  private final class Counted implements ReadTask<String> {
    private final String name;
    private int left;

    Counted(String name, int turns) {
      this.name = name;
      this.left = turns;
    }

    @Override
    public boolean step(ReadTurn turn) {
      log.add(name);
      loop.nowNanos += stepNanos;
      left--;
      while (left > 0 && !turn.over()) {
        turn.row(0);
      }
      return left <= 0;
    }

    @Override
    public String result() {
      return name;
    }

    @Override
    public void close() {
      log.add(name + " closed");
    }
  }

  @Test
  void longReadsTakeTurnsAndShortOnesDoNotWaitForThem() {
    submit("long", 3);
    submit("wide", 3);
    loop.turn();
    submit("short", 1);
    loop.turn();
    assertThat(log).contains("short done");
    assertThat(log).doesNotContain("long done", "wide done");
    loop.runDry();
    answers.runDry();
    assertThat(log.stream().filter(line -> line.equals("long") || line.equals("wide")))
        .containsExactly(
            "long", "long", "wide", "long", "wide", "wide"); // A fresh one has its own.
    assertThat(log).contains("long done", "wide done");
    assertThat(scheduler.open()).isZero();
  }

  @Test
  void aLongReadLeavesMoreTimeWhileOthersRead() {
    submit("long", 100);
    loop.turn();
    stepNanos = 400;
    loop.turn();
    loop.turn();
    assertThat(loop.lastDelayNanos).isEqualTo(400);
    submit("short", 1);
    loop.turn();
    assertThat(loop.lastDelayNanos).isEqualTo(2800);
    loop.turn();
    assertThat(loop.lastDelayNanos).isEqualTo(400);
    stepNanos = 0;
    loop.runDry();
  }

  @Test
  void aReadIsDroppedBeforeTheTurnThatItsCallerDoesNotSee() {
    submit("long", 100);
    loop.turn();
    loop.turn();
    gone = true;
    loop.runDry();
    assertThat(log.get(log.size() - 1)).isEqualTo("long the caller is gone");
    assertThat(log).contains("long closed");
    assertThat(scheduler.givenUp()).isEqualTo(1);
  }

  @Test
  void aReadThatIsLateIsDroppedWhereverItStands() {
    submit("begun", 100, 5);
    loop.turn();
    loop.nowNanos = 5;
    submit("never", 1, 5);
    loop.runDry();
    assertThat(log).contains("begun deadline is exceeded", "never deadline is exceeded");
    assertThat(log).doesNotContain("never");
    assertThat(scheduler.open()).isZero();
  }

  @Test
  void oneLongReadTooManyIsRefusedAndTheOthersEnd() {
    int most = ReadScheduler.ACTIVE_MAX + ReadScheduler.WAITING_MAX;
    for (int i = 0; i <= most; i++) {
      submit("read", 40); // None ends before all have begun.
    }
    loop.runDry();
    answers.runDry();
    assertThat(log.stream().filter("read too many long reads"::equals)).hasSize(1);
    assertThat(log.stream().filter("read done"::equals)).hasSize(most);
    assertThat(scheduler.open()).isZero();
  }

  @Test
  void aStoreThatStopsGivesAllOfThemUp() {
    submit("long", 100);
    loop.turn();
    submit("fresh", 1);
    scheduler.stop(() -> log.add("stopped"));
    loop.runDry();
    submit("late", 1);
    loop.runDry();
    assertThat(log).contains("long the store is going down", "late the store is going down");
    assertThat(log.indexOf("stopped")).isGreaterThan(log.indexOf("long the store is going down"));
    assertThat(scheduler.open()).isZero();
  }
}

package io.holdfast.sql.txn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.runtime.base.Bytes;
import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.txn.RowLocks.Waiter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class RowLocksTest {
  private final RowLocks locks = new RowLocks(4);

  private static Bytes key(int number) {
    return Bytes.utf8("row-" + number);
  }

  private Waiter queue(LockOwner owner, int row) {
    return Objects.requireNonNull(locks.lockOrQueue(owner, key(row)), "got the row at once");
  }

  private void lock(LockOwner owner, int row) {
    assertThat(locks.lockOrQueue(owner, key(row))).isNull();
  }

  private void release(LockOwner owner) {
    locks.release(owner, List.of(), 0);
  }

  private void assertDeadlock(LockOwner owner, int row) {
    assertThatThrownBy(() -> locks.lockOrQueue(owner, key(row)))
        .isInstanceOfSatisfying(
            SqlException.class,
            e -> {
              assertThat(e.state()).isEqualTo(SqlState.DEADLOCK_DETECTED);
              assertThat(e.message()).isEqualTo("deadlock detected");
            });
  }

  @Test
  void aRowIsHandedToThoseWhoWaitInTheOrderTheyCame() {
    LockOwner holder = locks.newOwner();
    lock(holder, 1);
    lock(holder, 1);
    List<LockOwner> owners = new ArrayList<>();
    List<Waiter> waiters = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      owners.add(locks.newOwner());
      waiters.add(queue(owners.get(i), 1));
    }
    assertThat(locks.giveUp(waiters.get(1))).isTrue();
    release(holder);
    for (int i : new int[] {0, 2, 3}) {
      assertThat(waiters.stream().filter(each -> each.granted().isDone()).toList())
          .containsExactly(waiters.get(i));
      waiters.set(i, waiters.get(1)); // Seen.
      release(owners.get(i));
    }
    assertThat(locks.size()).isZero();
  }

  @Test
  void whoGivesUpAfterTheGrantHoldsTheRowUntilItIsReleased() {
    LockOwner first = locks.newOwner();
    LockOwner second = locks.newOwner();
    lock(first, 1);
    Waiter waiter = queue(second, 1);
    release(first);
    assertThat(locks.giveUp(waiter)).isFalse();
    assertThat(locks.tryLock(first, key(1))).isFalse();
    release(second);
    assertThat(locks.tryLock(first, key(1))).isTrue();
  }

  @Test
  void twoThatWaitForEachOtherAreADeadlockAndTheLaterOneIsRefused() {
    LockOwner a = locks.newOwner();
    LockOwner b = locks.newOwner();
    lock(a, 1);
    lock(b, 2);
    Waiter waiter = queue(a, 2);
    assertDeadlock(b, 1);
    release(b); // As its transaction does after the error.
    assertThat(waiter.granted()).isDone();
  }

  @Test
  void threeInACircleAreADeadlock() {
    LockOwner a = locks.newOwner();
    LockOwner b = locks.newOwner();
    LockOwner c = locks.newOwner();
    lock(a, 1);
    lock(b, 2);
    lock(c, 3);
    queue(a, 2);
    queue(b, 3);
    assertDeadlock(c, 1);
  }

  @Test
  void theQueueInFrontCountsNotOnlyTheHolder() {
    LockOwner holder = locks.newOwner();
    LockOwner first = locks.newOwner();
    LockOwner second = locks.newOwner();
    lock(holder, 1);
    lock(second, 2);
    queue(first, 1);
    queue(second, 1); // Waits for first as well.
    assertDeadlock(first, 2);
  }

  @Test
  void whoHasLeftTheQueueIsNoPartOfACircle() {
    LockOwner a = locks.newOwner();
    LockOwner b = locks.newOwner();
    lock(a, 1);
    lock(b, 2);
    assertThat(locks.giveUp(queue(a, 2))).isTrue();
    queue(b, 1);
  }

  @Test
  void changesAreRememberedAndForgottenOnesCountAsTheLatest() {
    LockOwner owner = locks.newOwner();
    for (int i = 1; i <= 4; i++) {
      lock(owner, i);
      locks.release(owner, List.of(key(i)), i * 10L);
    }
    assertThat(locks.changedAfter(key(2), 19)).isTrue();
    assertThat(locks.changedAfter(key(2), 20)).isFalse();
    assertThat(locks.changedAfter(key(99), 5)).isFalse();
    locks.release(owner, List.of(key(1), key(5)), 50); // Forgets row 2, the oldest.
    assertThat(locks.changedAfter(key(99), 19)).isTrue();
    assertThat(locks.changedAfter(key(99), 20)).isFalse();
    assertThat(locks.changedAfter(key(1), 49)).isTrue();
  }

  /** Whatever happens, somebody can always go on: no circle is ever left in the table. */
  @Test
  void randomSessionsNeverStandStill() {
    for (int seed = 0; seed < 200; seed++) {
      RowLocks table = new RowLocks(16);
      SplittableRandom random = new SplittableRandom(seed);
      List<LockOwner> owners = new ArrayList<>();
      List<Waiter> waits = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        owners.add(table.newOwner());
        waits.add(null);
      }
      for (int step = 0; step < 400; step++) {
        int running = 0;
        for (Waiter wait : waits) {
          running += wait == null || wait.granted().isDone() ? 1 : 0;
        }
        assertThat(running).as("seed %d step %d", seed, step).isPositive();
        int who = random.nextInt(owners.size());
        Waiter wait = waits.get(who);
        if (wait != null && !wait.granted().isDone()) {
          if (random.nextInt(8) == 0) {
            assertThat(table.giveUp(wait)).isTrue();
            waits.set(who, null);
            table.release(owners.get(who), List.of(), 0);
          }
          continue;
        }
        waits.set(who, null);
        if (random.nextInt(5) == 0) {
          table.release(owners.get(who), List.of(), 0);
          continue;
        }
        try {
          waits.set(who, table.lockOrQueue(owners.get(who), key(random.nextInt(5))));
        } catch (SqlException e) {
          table.release(owners.get(who), List.of(), 0);
        }
      }
    }
  }

  @Test
  void threadsExcludeEachOtherAndAllComeToAnEnd() throws Exception {
    int[] counters = new int[3]; // Plain: only the row locks keep the threads apart.
    AtomicInteger counted = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      SplittableRandom random = new SplittableRandom(i);
      Thread thread = new Thread(() -> count(random, counters, counted));
      thread.start();
      threads.add(thread);
    }
    for (Thread each : threads) {
      each.join();
    }
    assertThat(counters[0] + counters[1] + counters[2]).isEqualTo(counted.get()).isPositive();
    assertThat(locks.size()).isZero();
  }

  private void count(SplittableRandom random, int[] counters, AtomicInteger counted) {
    for (int i = 0; i < 2_000; i++) {
      LockOwner owner = locks.newOwner();
      try {
        for (int step = 0; step < 2; step++) {
          int row = random.nextInt(counters.length);
          Waiter waiter = locks.lockOrQueue(owner, key(row));
          if (waiter != null) {
            waiter.granted().join();
          }
          counters[row]++;
          counted.incrementAndGet();
        }
      } catch (SqlException e) {
        assertThat(e.state()).isEqualTo(SqlState.DEADLOCK_DETECTED);
      } finally {
        release(owner);
      }
    }
  }
}

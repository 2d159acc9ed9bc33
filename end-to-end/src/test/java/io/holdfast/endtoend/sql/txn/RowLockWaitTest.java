package io.holdfast.endtoend.sql.txn;

import static io.holdfast.endtoend.sql.txn.SqlNodes.assertRefused;
import static io.holdfast.endtoend.sql.txn.SqlNodes.b;
import static io.holdfast.endtoend.sql.txn.SqlNodes.begin;
import static io.holdfast.endtoend.sql.txn.SqlNodes.read;
import static io.holdfast.endtoend.sql.txn.SqlNodes.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.txn.CancelToken;
import io.holdfast.sql.txn.Isolation;
import io.holdfast.sql.txn.LockWait;
import io.holdfast.sql.txn.LockedRow;
import io.holdfast.sql.txn.SqlTransaction;
import io.holdfast.sql.txn.SqlTxOptions;
import io.holdfast.sql.txn.StatementLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Sessions of one node that meet at a row. */
final class RowLockWaitTest {
  private final SqlNodes nodes = new SqlNodes(8);

  @AfterEach
  void close() {
    nodes.close();
  }

  private static StatementLimits limits(long lockMillis, long deadlineNanos, CancelToken cancel) {
    return new StatementLimits(Duration.ofMillis(lockMillis).toNanos(), deadlineNanos, cancel);
  }

  private SqlTransaction holding(String... keys) {
    SqlTransaction tx = begin(nodes.node1);
    for (String key : keys) {
      tx.getForUpdate(b(key));
    }
    return tx;
  }

  @Test
  void aRowThatDoesNotExistStaysFreeForOthers() {
    nodes.run(
        () -> {
          write(nodes.node1, "x", "1");
          SqlTransaction looker = begin(nodes.node1);
          assertThat(looker.lockExisting(List.of(b("w"), b("x"), b("y")))).containsKey(b("x"));
          CompletableFuture<Boolean> beside =
              nodes.beside(
                  () -> {
                    SqlTransaction tx = begin(nodes.node1);
                    tx.insert(b("y"), b("2"));
                    tx.commit();
                  });
          nodes.await(beside);
          write(nodes.node2, "w", "3");
          looker.put(b("x"), b("4"));
          looker.commit();
          assertThat(read(nodes.node1, "x")).isEqualTo("4");
          assertThat(read(nodes.node1, "y")).isEqualTo("2");
        });
    assertThat(nodes.node1.metrics().lockWaits()).isZero();
    assertThat(nodes.node1.lockedRows()).isZero();
  }

  @Test
  void whoWaitsForARowThatTurnsOutNotToExistLetsTheNextOneGoOn() {
    nodes.run(
        () -> {
          SqlTransaction first = begin(nodes.node1);
          first.insert(b("x"), b("1"));
          SqlTransaction second = begin(nodes.node1);
          CompletableFuture<Boolean> waiter =
              nodes.beside(() -> assertThat(second.lockExisting(List.of(b("x")))).isEmpty());
          nodes.sleep(50);
          first.rollback();
          nodes.await(waiter);
          write(nodes.node1, "x", "2");
          second.commit();
          assertThat(read(nodes.node1, "x")).isEqualTo("2");
        });
    assertThat(nodes.node1.lockedRows()).isZero();
  }

  @Test
  void whoHasWaitedContinuesOnTheNewRowAndIsToldThatItChanged() {
    nodes.run(
        () -> {
          write(nodes.node1, "x", "1");
          write(nodes.node1, "y", "1");
          SqlTransaction holder = holding("x");
          holder.put(b("x"), b("2"));
          List<LockedRow> got = new ArrayList<>();
          CompletableFuture<Boolean> waiter =
              nodes.beside(
                  () -> {
                    SqlTransaction tx = begin(nodes.node1);
                    var seen = new TreeMap<>(tx.batchGet(List.of(b("x"), b("y"))));
                    var rows = tx.lockSeen(seen, LockWait.WAIT);
                    got.add(rows.get(b("x")));
                    got.add(rows.get(b("y")));
                    tx.put(b("x"), b("3"));
                    tx.commit();
                  });
          nodes.sleep(50);
          assertThat(got).isEmpty();
          holder.commit();
          nodes.await(waiter);
          assertThat(got)
              .containsExactly(
                  new LockedRow(b("2"), true, false), new LockedRow(b("1"), false, false));
          assertThat(read(nodes.node1, "x")).isEqualTo("3");
        });
    assertThat(nodes.node1.metrics().lockWaits()).isEqualTo(1);
    assertThat(nodes.node1.metrics().conflicts()).isZero();
    assertThat(nodes.node1.lockedRows()).isZero();
  }

  @Test
  void aSnapshotOlderThanTheLastChangeIsNoticedWithoutAWait() {
    nodes.run(
        () -> {
          write(nodes.node1, "x", "1");
          SqlTransaction tx = begin(nodes.node1);
          assertThat(tx.get(b("x"))).isEqualTo(b("1"));
          write(nodes.node1, "x", "2");
          LockedRow row =
              tx.lockSeen(new TreeMap<>(tx.batchGet(List.of(b("x")))), LockWait.WAIT).get(b("x"));
          assertThat(row).isEqualTo(new LockedRow(b("2"), true, false));
          tx.put(b("x"), b("3"));
          tx.commit();
        });
    assertThat(nodes.node1.metrics().conflicts()).isZero();
  }

  @Test
  void repeatableReadFailsWhenTheHolderHasChangedTheRowAndGoesOnWhenItGaveUp() {
    nodes.run(
        () -> {
          write(nodes.node1, "x", "1");
          for (boolean commits : new boolean[] {false, true}) {
            SqlTransaction holder = holding("x");
            holder.put(b("x"), b("2"));
            CompletableFuture<Boolean> waiter =
                nodes.beside(
                    () -> {
                      SqlTransaction tx =
                          begin(
                              nodes.node1,
                              SqlTxOptions.block().withIsolation(Isolation.REPEATABLE_READ));
                      tx.get(b("x"));
                      try {
                        tx.getForUpdate(b("x"));
                        tx.put(b("x"), b("3"));
                        tx.commit();
                      } finally {
                        tx.rollback();
                      }
                    });
            nodes.sleep(50);
            if (commits) {
              holder.commit();
              assertThatThrownBy(() -> nodes.await(waiter))
                  .hasRootCauseMessage("could not serialize access due to concurrent update");
            } else {
              holder.rollback();
              nodes.await(waiter);
              assertThat(read(nodes.node1, "x")).isEqualTo("3");
            }
          }
        });
  }

  @Test
  void sessionsGetTheRowInTheOrderTheyAskedForIt() {
    nodes.run(
        () -> {
          write(nodes.node1, "x", "");
          SqlTransaction holder = holding("x");
          List<CompletableFuture<Boolean>> waiters = new ArrayList<>();
          for (int i = 0; i < 5; i++) {
            String mine = Integer.toString(i);
            waiters.add(
                nodes.beside(
                    () -> {
                      SqlTransaction tx = begin(nodes.node1, SqlTxOptions.autocommit());
                      String old =
                          java.util.Objects.requireNonNull(tx.getForUpdate(b("x"))).toUtf8();
                      tx.put(b("x"), b(old + mine));
                      tx.commit();
                    }));
            nodes.sleep(20);
          }
          holder.rollback();
          for (CompletableFuture<Boolean> each : waiters) {
            nodes.await(each);
          }
          assertThat(read(nodes.node1, "x")).isEqualTo("01234");
        });
    assertThat(nodes.node1.metrics().conflicts()).isZero();
    assertThat(nodes.node1.metrics().validations()).isZero();
  }

  @Test
  void aDeadlockEndsForTheSessionThatClosesItAndTheOtherGoesOn() {
    nodes.run(
        () -> {
          SqlTransaction one = holding("x");
          CompletableFuture<Boolean> two =
              nodes.beside(
                  () -> {
                    SqlTransaction tx = holding("y");
                    tx.beginStatement();
                    tx.getForUpdate(b("x"));
                    tx.put(b("x"), b("two"));
                    tx.commit();
                  });
          nodes.sleep(50);
          one.beginStatement();
          assertRefused(SqlState.DEADLOCK_DETECTED, () -> one.getForUpdate(b("y")));
          one.rollback();
          nodes.await(two);
          assertThat(read(nodes.node1, "x")).isEqualTo("two");
        });
    assertThat(nodes.node1.metrics().deadlocks()).isEqualTo(1);
    assertThat(nodes.node1.lockedRows()).isZero();
  }

  @Test
  void aWaitEndsByLockTimeoutByStatementTimeoutAndByCancel() {
    nodes.run(
        () -> {
          SqlTransaction holder = holding("x");
          long now = nodes.cluster.clientRuntime().clock().nanos();
          SqlTransaction tx = nodes.node1.begin(SqlTxOptions.block());
          tx.beginStatement(limits(30, Long.MAX_VALUE, new CancelToken()));
          assertThatThrownBy(() -> tx.getForUpdate(b("x")))
              .hasMessage("canceling statement due to lock timeout");
          tx.beginStatement(limits(500, now + 100_000_000L, new CancelToken()));
          assertThatThrownBy(() -> tx.getForUpdate(b("x")))
              .hasMessage("canceling statement due to statement timeout");
          CancelToken cancel = new CancelToken();
          tx.beginStatement(limits(0, Long.MAX_VALUE, cancel));
          CompletableFuture<Boolean> other =
              nodes.beside(
                  () -> {
                    nodes.sleep(40);
                    cancel.cancel(
                        new SqlException(
                            SqlState.QUERY_CANCELED, "canceling statement due to user request"));
                  });
          assertThatThrownBy(() -> tx.getForUpdate(b("x")))
              .hasMessage("canceling statement due to user request");
          assertThatThrownBy(() -> tx.get(b("x")))
              .hasMessage("canceling statement due to user request");
          nodes.await(other);
          tx.rollback();
          holder.rollback();
        });
    assertThat(nodes.node1.lockedRows()).isZero();
    assertThat(nodes.node1.metrics().lockTimeouts()).isEqualTo(1);
  }

  @Test
  void nowaitFailsAndSkipLockedLeavesOut() {
    nodes.run(
        () -> {
          write(nodes.node1, "x", "1");
          write(nodes.node1, "y", "1");
          SqlTransaction holder = holding("x");
          SqlTransaction tx = begin(nodes.node1);
          assertRefused(
              SqlState.LOCK_NOT_AVAILABLE, () -> tx.lock(List.of(b("x")), LockWait.NOWAIT));
          assertThat(tx.lock(List.of(b("x"), b("y")), LockWait.SKIP_LOCKED))
              .containsOnlyKeys(b("y"));
          tx.rollback();
          holder.rollback();
        });
  }
}

package io.holdfast.sql.txn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.runtime.base.Bytes;
import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class TableHoldsTest {
  private final RowLocks rows = new RowLocks(4);
  private final TableHolds tables = new TableHolds(rows);
  private final LockOwner one = rows.newOwner();
  private final LockOwner two = rows.newOwner();
  private final LockOwner three = rows.newOwner();

  private void hold(LockOwner owner, long oid, TableMode mode) {
    assertThat(tables.holdOrQueue(owner, oid, mode)).isNull();
  }

  private TableHolds.Waiter queue(LockOwner owner, long oid, TableMode mode) {
    return Objects.requireNonNull(tables.holdOrQueue(owner, oid, mode), "held at once");
  }

  private static void assertDeadlock(Runnable request) {
    assertThatThrownBy(request::run)
        .isInstanceOfSatisfying(
            SqlException.class, e -> assertThat(e.state()).isEqualTo(SqlState.DEADLOCK_DETECTED));
  }

  @Test
  void readersQueueUpBehindWhoWaitsToKeepThemAway() {
    hold(one, 1, TableMode.ACCESS_SHARE);
    TableHolds.Waiter closing = queue(two, 1, TableMode.ACCESS_EXCLUSIVE);
    TableHolds.Waiter reader = queue(three, 1, TableMode.ACCESS_SHARE);
    assertThat(tables.anyClosed()).isTrue();
    hold(one, 1, TableMode.ROW_EXCLUSIVE); // It is waited for: behind the others it could not be.
    tables.release(one);
    assertThat(closing.granted()).isDone();
    assertThat(reader.granted()).isNotDone();
    tables.release(two);
    assertThat(reader.granted()).isDone();
    tables.release(three);
    assertThat(tables.size()).isZero();
    assertThat(tables.anyClosed()).isFalse();
  }

  @Test
  void whoGivesUpLetsThoseBehindPass() {
    hold(one, 1, TableMode.ROW_EXCLUSIVE);
    TableHolds.Waiter keeper = queue(two, 1, TableMode.SHARE);
    TableHolds.Waiter writer = queue(three, 1, TableMode.ROW_EXCLUSIVE);
    tables.giveUp(keeper);
    assertThat(writer.granted()).isDone();
    assertThat(keeper.granted()).isNotDone();
    tables.giveUp(keeper);
    tables.release(one);
    tables.release(three);
    assertThat(tables.size()).isZero();
  }

  @Test
  void severalAreLetInTogether() {
    hold(one, 1, TableMode.EXCLUSIVE);
    TableHolds.Waiter first = queue(two, 1, TableMode.SHARE);
    TableHolds.Waiter second = queue(three, 1, TableMode.SHARE);
    tables.release(one);
    assertThat(first.granted()).isDone();
    assertThat(second.granted()).isDone();
  }

  @Test
  void twoWhoBothWantMoreAreADeadlock() {
    hold(one, 1, TableMode.SHARE);
    hold(two, 1, TableMode.SHARE);
    queue(one, 1, TableMode.ROW_EXCLUSIVE);
    assertDeadlock(() -> tables.holdOrQueue(two, 1, TableMode.ROW_EXCLUSIVE));
  }

  @Test
  void rowsAndTablesInOneCycle() {
    Bytes row = Bytes.utf8("row");
    rows.lockOrQueue(one, row);
    hold(two, 1, TableMode.EXCLUSIVE);
    queue(one, 1, TableMode.ROW_EXCLUSIVE);
    assertDeadlock(() -> rows.lockOrQueue(two, row));
  }

  @Test
  void marksOfThisNodeInACycle() {
    Bytes row = Bytes.utf8("row");
    rows.lockOrQueue(one, row);
    tables.mark(two, 77);
    tables.waitForMarks(one, List.of(5L, 77L));
    assertDeadlock(() -> rows.lockOrQueue(two, row));
    tables.waitForMarks(one, List.of());
    assertThat(rows.lockOrQueue(two, row)).isNotNull();
    assertDeadlock(() -> tables.waitForMarks(one, List.of(77L)));
  }
}

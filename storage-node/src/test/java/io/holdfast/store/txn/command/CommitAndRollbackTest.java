package io.holdfast.store.txn.command;

import static io.holdfast.store.txn.command.CommandStore.k;
import static io.holdfast.store.txn.command.CommandStore.putOf;
import static io.holdfast.store.txn.command.CommandStore.ts;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.runtime.base.Bytes;
import io.holdfast.store.mvcc.MvccKeys;
import io.holdfast.store.mvcc.Write;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class CommitAndRollbackTest {
  private final CommandStore store = new CommandStore();

  @AfterEach
  void close() {
    store.close();
  }

  private static TxnError.@Nullable Kind kind(@Nullable TxnError error) {
    return error == null ? null : error.kind();
  }

  @Test
  void aCommitIsIdempotent() {
    store.prewrite(ts(10), putOf("a", "1"), putOf("b", "2"));
    assertThat(store.commit(ts(10), ts(11), "a", "b")).isNull();
    assertThat(store.commit(ts(10), ts(11), "a", "b")).isNull();
    assertThat(store.inspect("a").records()).hasSize(1);
    assertThat(store.text("b", ts(11))).isEqualTo("2");
    assertThat(store.text("b", ts(10))).isEqualTo("absent");
  }

  @Test
  void aCommitWithoutItsLockFailsUnlessCommitted() {
    assertThat(kind(store.commit(ts(10), ts(11), "a"))).isEqualTo(TxnError.Kind.LOCK_NOT_FOUND);
    store.prewrite(ts(10), putOf("a", "1"));
    store.rollback(ts(10), "a");
    assertThat(kind(store.commit(ts(10), ts(11), "a"))).isEqualTo(TxnError.Kind.LOCK_NOT_FOUND);
    store.prewrite(ts(20), putOf("a", "2"));
    assertThat(kind(store.commit(ts(10), ts(11), "a"))).isEqualTo(TxnError.Kind.LOCK_NOT_FOUND);
    assertThat(store.inspect("a").lock()).isNotNull();
  }

  @Test
  void aCommitOfSeveralKeysHasNoEffectIfOneFails() {
    store.prewrite(ts(10), putOf("a", "1"));
    assertThat(store.commit(ts(10), ts(11), "a", "b")).isNotNull();
    assertThat(store.inspect("a").lock()).isNotNull();
  }

  @Test
  void aCommitBelowThePushedTimestampExpires() {
    store.prewrite(ts(10), putOf("a", "1"));
    store.status("a", ts(10), ts(15), ts(15), true);
    TxnError error = store.commit(ts(10), ts(15), "a");
    assertThat(error).isEqualTo(new TxnError.CommitTsExpired(ts(10), ts(15), k("a"), ts(15) + 1));
    assertThat(store.commit(ts(10), ts(15) + 1, "a")).isNull();
  }

  @Test
  void aCommitAtOrBelowTheStartIsInvalid() {
    store.prewrite(ts(10), putOf("a", "1"));
    assertThat(kind(store.commit(ts(10), ts(10), "a"))).isEqualTo(TxnError.Kind.INVALID);
  }

  @Test
  void aRollbackRemovesLockAndLongValueAndIsIdempotent() {
    store.prewrite(ts(10), putOf("a", "x".repeat(1000)));
    assertThat(store.rollback(ts(10), "a")).isNull();
    assertThat(store.rollback(ts(10), "a")).isNull();
    assertThat(store.inspect("a").lock()).isNull();
    assertThat(store.text("a", MvccKeys.TS_MAX)).isEqualTo("absent");
    assertThat(store.inspect("a").records()).hasSize(1);
  }

  @Test
  void aRollbackAfterTheCommitIsRefused() {
    store.prewrite(ts(10), putOf("a", "1"));
    store.commit(ts(10), ts(11), "a");
    assertThat(store.rollback(ts(10), "a"))
        .isEqualTo(new TxnError.AlreadyCommitted(ts(10), ts(11), k("a")));
  }

  @Test
  void aRollbackUnderAnotherTransactionsLockLeavesThatLock() {
    store.prewrite(ts(20), putOf("a", "2"));
    store.rollback(ts(10), "a");
    assertThat(store.prewrite(ts(10), putOf("a", "1")).errors()).hasSize(1);
    assertThat(store.commit(ts(20), ts(21), "a")).isNull();
    assertThat(store.text("a", ts(21))).isEqualTo("2");
  }

  @Test
  void aRollbackAtTheTimestampOfACommitKeepsBoth() {
    store.prewrite(ts(10), putOf("a", "1"));
    store.commit(ts(10), ts(20), "a");
    store.rollback(ts(20), "a"); // Another transaction, which started at that timestamp.
    assertThat(store.text("a", ts(20))).isEqualTo("1");
    TxnError error = store.prewrite(ts(20), putOf("a", "2")).errors().get(0);
    assertThat(((TxnError.WriteConflict) error).selfRolledBack()).isTrue();
  }

  @Test
  void aCommitAtTheTimestampOfARollbackKeepsBoth() {
    store.rollback(ts(20), "a");
    store.prewrite(ts(10), putOf("a", "1"));
    store.commit(ts(10), ts(20), "a");
    assertThat(store.text("a", ts(20))).isEqualTo("1");
    Write record = store.inspect("a").records().get(0).write();
    assertThat(record.overlappedRollback()).isTrue();
    assertThat(store.prewrite(ts(20), putOf("a", "2")).errors()).hasSize(1);
  }

  @Test
  void cleanupSparesALivingLockUnlessToldNotTo() {
    store.prewrite(ts(10), putOf("a", "1"));
    Cleanup.Response alive = store.run(new Cleanup(new Cleanup.Request(k("a"), ts(10), ts(12))));
    assertThat(kind(alive.error())).isEqualTo(TxnError.Kind.LOCKED);
    Cleanup.Response dead = store.run(new Cleanup(new Cleanup.Request(k("a"), ts(10), 0)));
    assertThat(dead.error()).isNull();
    assertThat(store.inspect("a").lock()).isNull();
    assertThat(store.prewrite(ts(10), putOf("a", "1")).errors()).hasSize(1);
  }

  @Test
  void resolvingCarriesTheFateToTheLocksAndTouchesNobodyElse() {
    store.prewrite(ts(10), putOf("a", "1"), putOf("b", "2"));
    store.prewrite(ts(20), putOf("c", "3"));
    store.resolve(ts(10), ts(11), "a", "b", "c", "d");
    assertThat(store.text("a", ts(11))).isEqualTo("1");
    assertThat(store.text("b", ts(11))).isEqualTo("2");
    assertThat(store.text("c", ts(20) + 1)).isEqualTo("locked");
    store.resolve(ts(20), 0, "c");
    assertThat(store.text("c", ts(20) + 1)).isEqualTo("absent");
    assertThat(store.commit(ts(20), ts(21), "c")).isNotNull();
  }

  @Test
  void resolvingARegionGoesOnBehindEachBatch() {
    List<Mutation> mutations = new ArrayList<>();
    int count = 2 * FindLocks.BATCH_MAX + 1;
    for (int i = 0; i < count; i++) {
      mutations.add(putOf(String.format("k%04d", i), "v"));
    }
    store.prewrite(ts(10), mutations.toArray(Mutation[]::new));
    store.prewrite(ts(20), putOf("other", "v"));
    store.resolveRegion(ts(10), ts(11));
    assertThat(store.scan("k", "l", count + 1, false, ts(30))).hasSize(count);
    List<io.holdfast.store.mvcc.KeyLock> left =
        store.run(new ScanLock(new ScanLock.Request(ts(99), Bytes.EMPTY, Bytes.EMPTY, 0))).locks();
    assertThat(left).hasSize(1);
    assertThat(left.get(0).key()).isEqualTo(k("other"));
  }

  @Test
  void scanLockListsOldLocksOfTheRangeUpToTheLimit() {
    store.prewrite(ts(10), putOf("a", "1"));
    store.prewrite(ts(20), putOf("b", "1"));
    store.prewrite(ts(30), putOf("c", "1"));
    assertThat(
            store.run(new ScanLock(new ScanLock.Request(ts(20), k("a"), Bytes.EMPTY, 0))).locks())
        .extracting(lock -> lock.key().toUtf8())
        .containsExactly("a", "b");
    assertThat(store.run(new ScanLock(new ScanLock.Request(ts(30), k("b"), k("c"), 5))).locks())
        .hasSize(1);
    assertThat(
            store
                .run(new ScanLock(new ScanLock.Request(ts(30), Bytes.EMPTY, Bytes.EMPTY, 2)))
                .locks())
        .hasSize(2);
  }

  @Test
  void pessimisticRollbackAlwaysSucceedsAndLeavesOtherLocks() {
    store.prewrite(ts(10), putOf("a", "1"));
    Outcome outcome =
        store.run(
            new PessimisticRollback(
                new PessimisticRollback.Request(List.of(k("a"), k("b")), ts(10), ts(10))));
    assertThat(outcome.error()).isNull();
    assertThat(store.inspect("a").lock()).isNotNull();
  }
}

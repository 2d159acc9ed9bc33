package io.holdfast.store.txn.command;

import static io.holdfast.store.txn.command.CommandStore.k;
import static io.holdfast.store.txn.command.CommandStore.putOf;
import static io.holdfast.store.txn.command.CommandStore.ts;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.runtime.base.Bytes;
import io.holdfast.store.mvcc.Lock;
import io.holdfast.store.mvcc.MvccKeys;
import io.holdfast.store.mvcc.Write;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class PrewriteTest {
  private final CommandStore store = new CommandStore();

  @AfterEach
  void close() {
    store.close();
  }

  private static Mutation of(Mutation.Op op, String key) {
    return new Mutation(op, k(key), op == Mutation.Op.INSERT ? k("new") : Bytes.EMPTY);
  }

  private TxnError onlyError(Prewrite.Response response) {
    assertThat(response.errors()).hasSize(1);
    return response.errors().get(0);
  }

  @Test
  void aPrewriteLocksAllKeysAndNamesThePrimary() {
    assertThat(store.prewrite(ts(10), putOf("a", "1"), putOf("b", "2")).errors()).isEmpty();
    Lock lock = Objects.requireNonNull(store.inspect("b").lock());
    assertThat(lock.primary()).isEqualTo(k("a"));
    assertThat(lock.startTs()).isEqualTo(ts(10));
    assertThat(lock.shortValue()).isEqualTo(k("2"));
    assertThat(lock.txnSize()).isEqualTo(2);
  }

  @Test
  void anotherTransactionsLockIsReportedAndNothingIsLocked() {
    store.prewrite(ts(10), putOf("b", "1"));
    Prewrite.Response response =
        store.prewrite(ts(20), putOf("a", "1"), putOf("b", "2"), putOf("c", "3"));
    TxnError.Locked locked = (TxnError.Locked) onlyError(response);
    assertThat(locked.lock().key()).isEqualTo(k("b"));
    assertThat(locked.lock().lock().startTs()).isEqualTo(ts(10));
    assertThat(store.inspect("a").lock()).isNull();
    assertThat(store.inspect("c").lock()).isNull();
  }

  @Test
  void aCommitAboveTheStartTimestampIsAConflict() {
    store.prewrite(ts(10), putOf("a", "1"));
    store.commit(ts(10), ts(30), "a");
    TxnError.WriteConflict conflict =
        (TxnError.WriteConflict) onlyError(store.prewrite(ts(20), putOf("a", "2")));
    assertThat(conflict.conflictCommitTs()).isEqualTo(ts(30));
    assertThat(conflict.conflictStartTs()).isEqualTo(ts(10));
    assertThat(conflict.selfRolledBack()).isFalse();
    assertThat(store.prewrite(ts(30), putOf("a", "2")).errors()).isEmpty();
  }

  @Test
  void aCommitThatOnlyLockedTheKeyIsAConflictToo() {
    store.prewrite(ts(10), of(Mutation.Op.LOCK, "a"));
    store.commit(ts(10), ts(30), "a");
    assertThat(onlyError(store.prewrite(ts(20), putOf("a", "2"))).kind())
        .isEqualTo(TxnError.Kind.WRITE_CONFLICT);
  }

  @Test
  void aRollbackOfANewerTransactionIsNoConflict() {
    store.rollback(ts(30), "a");
    assertThat(store.prewrite(ts(20), putOf("a", "2")).errors()).isEmpty();
  }

  @Test
  void theOwnRollbackKeepsTheTransactionAwayEvenUnderNewerCommits() {
    store.rollback(ts(10), "a");
    store.prewrite(ts(20), putOf("a", "2"));
    store.commit(ts(20), ts(21), "a");
    TxnError.WriteConflict own =
        (TxnError.WriteConflict) onlyError(store.prewrite(ts(10), putOf("a", "1")));
    assertThat(own.selfRolledBack()).isTrue();
  }

  @Test
  void aRepetitionHasNoEffect() {
    store.prewrite(ts(10), putOf("a", "1"));
    assertThat(store.prewrite(ts(10), putOf("a", "other")).errors()).isEmpty();
    store.commit(ts(10), ts(11), "a");
    assertThat(store.prewrite(ts(10), putOf("a", "other")).errors()).isEmpty();
    assertThat(store.inspect("a").lock()).isNull();
    assertThat(store.text("a", MvccKeys.TS_MAX)).isEqualTo("1");
  }

  @Test
  void aRepetitionAfterTheCommitSucceedsAlsoUnderNewerCommits() {
    store.prewrite(ts(10), putOf("a", "1"));
    store.commit(ts(10), ts(11), "a");
    store.prewrite(ts(20), putOf("a", "2"));
    store.commit(ts(20), ts(21), "a");
    assertThat(store.prewrite(ts(10), putOf("a", "1")).errors()).isEmpty();
    assertThat(store.text("a", MvccKeys.TS_MAX)).isEqualTo("2");
  }

  @Test
  void insertAndNotExistsChecksSeeTheNewestValue() {
    store.prewrite(ts(10), putOf("a", "1"));
    store.commit(ts(10), ts(11), "a");
    for (Mutation.Op op : List.of(Mutation.Op.INSERT, Mutation.Op.CHECK_NOT_EXISTS)) {
      assertThat(onlyError(store.prewrite(ts(20), of(op, "a"))).kind())
          .isEqualTo(TxnError.Kind.ALREADY_EXISTS);
    }
    store.prewrite(ts(30), of(Mutation.Op.DELETE, "a"));
    store.commit(ts(30), ts(31), "a");
    assertThat(store.prewrite(ts(40), of(Mutation.Op.CHECK_NOT_EXISTS, "a")).errors()).isEmpty();
    assertThat(store.inspect("a").lock()).isNull();
    assertThat(store.prewrite(ts(40), of(Mutation.Op.INSERT, "a")).errors()).isEmpty();
    store.commit(ts(40), ts(41), "a");
    assertThat(store.text("a", ts(41))).isEqualTo("new");
  }

  @Test
  void anAnswerThatIsAReadNeedsConfirmedLeadership() {
    Prewrite.Request check =
        new Prewrite.Request(
            List.of(of(Mutation.Op.CHECK_NOT_EXISTS, "a")), k("a"), ts(10), 1, 1, 0, false);
    try (io.holdfast.store.engine.memory.MemoryEngine empty =
        io.holdfast.store.engine.memory.MemoryEngine.open(
            new io.holdfast.store.engine.memory.MemoryDisk())) {
      CommandResult<Prewrite.Response> result =
          new Prewrite(check).process(empty, io.holdfast.protocol.key.KeyRange.ALL);
      assertThat(result.writes()).isEmpty();
      assertThat(result.confirm()).isTrue();
    }
  }

  @Test
  void asyncCommitAndOnePhaseAreAnsweredWithTwoPhases() {
    Prewrite.Response response = store.prewrite(ts(10), putOf("a", "1"));
    assertThat(response.minCommitTs()).isZero();
    assertThat(response.onePcCommitTs()).isZero();
  }

  @Test
  void valuesOnBothSidesOfTheShortLimitComeBack() {
    for (int length : List.of(0, 1, Write.SHORT_VALUE_BYTES_MAX, Write.SHORT_VALUE_BYTES_MAX + 1)) {
      String key = "k" + length;
      String value = "x".repeat(length);
      store.prewrite(ts(10), putOf(key, value));
      boolean inLock = length <= Write.SHORT_VALUE_BYTES_MAX;
      Lock lock = Objects.requireNonNull(store.inspect(key).lock());
      assertThat(lock.shortValue() != null).isEqualTo(inLock);
      store.commit(ts(10), ts(11), key);
      assertThat(store.text(key, ts(11))).isEqualTo(value);
    }
  }

  @Test
  void oversizedKeysAndValuesAreRefusedAndTheLimitsThemselvesAreFine() {
    Bytes key = Bytes.wrap(new byte[SizeLimits.KEY_BYTES_MAX]);
    Bytes value = Bytes.wrap(new byte[SizeLimits.VALUE_BYTES_MAX]);
    assertThat(store.prewrite(ts(10), new Mutation(Mutation.Op.PUT, key, value)).errors())
        .isEmpty();
    Bytes longKey = Bytes.wrap(new byte[SizeLimits.KEY_BYTES_MAX + 1]);
    Bytes longValue = Bytes.wrap(new byte[SizeLimits.VALUE_BYTES_MAX + 1]);
    for (Mutation bad :
        List.of(
            new Mutation(Mutation.Op.PUT, longKey, Bytes.EMPTY),
            new Mutation(Mutation.Op.PUT, k("a"), longValue))) {
      assertThat(onlyError(store.prewrite(ts(10), bad)).kind()).isEqualTo(TxnError.Kind.INVALID);
    }
  }
}

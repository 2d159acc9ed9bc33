package io.holdfast.store.txn.command;

import static io.holdfast.store.txn.command.CommandStore.TTL_MILLIS;
import static io.holdfast.store.txn.command.CommandStore.k;
import static io.holdfast.store.txn.command.CommandStore.putOf;
import static io.holdfast.store.txn.command.CommandStore.ts;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.store.mvcc.MvccKeys;
import io.holdfast.store.txn.command.CheckTxnStatus.Action;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class TxnStatusTest {
  private final CommandStore store = new CommandStore();

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void aLivingPrimaryIsPushedAboveTheCallerOrTheCurrentTime() {
    store.prewrite(ts(10), putOf("a", "1"));
    CheckTxnStatus.Response response = store.status("a", ts(10), ts(12), ts(13), true);
    assertThat(response.action()).isEqualTo(Action.MIN_COMMIT_TS_PUSHED);
    assertThat(response.lockTtlMillis()).isEqualTo(TTL_MILLIS);
    assertThat(Objects.requireNonNull(store.inspect("a").lock()).minCommitTs()).isEqualTo(ts(13));
    store.status("a", ts(10), ts(14), ts(13), true);
    assertThat(Objects.requireNonNull(store.inspect("a").lock()).minCommitTs())
        .isEqualTo(ts(14) + 1);
    assertThat(store.text("a", ts(14))).isEqualTo("absent");
    assertThat(store.text("a", ts(15))).isEqualTo("locked");
  }

  @Test
  void aPrimaryThatIsAboveTheCallerAlreadyIsReportedAsPushed() {
    store.prewrite(ts(10), putOf("a", "1"));
    store.status("a", ts(10), ts(14), ts(14), true);
    assertThat(store.status("a", ts(10), ts(12), ts(14), true).action())
        .isEqualTo(Action.MIN_COMMIT_TS_PUSHED);
  }

  @Test
  void aPrimaryWithoutMinCommitTimestampIsNeverPushed() {
    store.prewrite(k("a"), ts(10), 0, putOf("a", "1"));
    assertThat(store.status("a", ts(10), ts(12), ts(12), true).action())
        .isEqualTo(Action.NO_ACTION);
    assertThat(store.commit(ts(10), ts(11), "a")).isNull();
  }

  @Test
  void neitherNoCallerNorTheGreatestTimestampPushes() {
    store.prewrite(ts(10), putOf("a", "1"));
    assertThat(store.status("a", ts(10), 0, ts(12), true).action()).isEqualTo(Action.NO_ACTION);
    assertThat(store.status("a", ts(10), MvccKeys.TS_MAX, ts(12), true).action())
        .isEqualTo(Action.NO_ACTION);
    assertThat(store.commit(ts(10), ts(11), "a")).isNull();
  }

  @Test
  void aLockLivesThroughItsLastMillisecond() {
    store.prewrite(ts(10), putOf("a", "1"));
    assertThat(store.status("a", ts(10), ts(20), ts(10 + TTL_MILLIS), true).action())
        .isEqualTo(Action.MIN_COMMIT_TS_PUSHED);
    CheckTxnStatus.Response response =
        store.status("a", ts(10), ts(21), ts(10 + TTL_MILLIS + 1), true);
    assertThat(response.action()).isEqualTo(Action.TTL_EXPIRE_ROLLBACK);
    assertThat(response.lockTtlMillis()).isZero();
    assertThat(response.commitTs()).isZero();
    assertThat(store.commit(ts(10), ts(30), "a")).isNotNull();
  }

  @Test
  void aHeartBeatLengthensAndNeverShortens() {
    store.prewrite(ts(10), putOf("a", "1"));
    assertThat(beat(100).lockTtlMillis()).isEqualTo(100);
    assertThat(beat(50).lockTtlMillis()).isEqualTo(100);
    assertThat(store.status("a", ts(10), ts(50), ts(50), true).action())
        .isEqualTo(Action.MIN_COMMIT_TS_PUSHED);
    store.rollback(ts(10), "a");
    TxnError error = Objects.requireNonNull(beat(200).error());
    assertThat(error.kind()).isEqualTo(TxnError.Kind.LOCK_NOT_FOUND);
  }

  private TxnHeartBeat.Response beat(long ttlMillis) {
    return store.run(new TxnHeartBeat(new TxnHeartBeat.Request(k("a"), ts(10), ttlMillis)));
  }

  @Test
  void aLockThatNeverEndsNeverExpires() {
    store.prewrite(ts(10), putOf("a", "1"));
    assertThat(beat(Long.MAX_VALUE).error()).isNull();
    assertThat(store.status("a", ts(10), 0, MvccKeys.TS_MAX, true).action())
        .isEqualTo(Action.NO_ACTION);
  }

  @Test
  void anUnknownTransactionIsReportedOrBarred() {
    TxnError error = store.status("a", ts(10), ts(11), ts(11), false).error();
    assertThat(error).isEqualTo(new TxnError.TxnNotFound(ts(10), k("a")));
    assertThat(store.status("a", ts(10), ts(11), ts(11), true).action())
        .isEqualTo(Action.LOCK_NOT_EXIST_ROLLBACK);
    assertThat(store.prewrite(ts(10), putOf("a", "late")).errors()).hasSize(1);
    CheckTxnStatus.Response again = store.status("a", ts(10), ts(11), ts(11), true);
    assertThat(again.action()).isEqualTo(Action.NO_ACTION);
    assertThat(again.commitTs() + again.lockTtlMillis()).isZero();
    assertThat(again.error()).isNull();
  }

  @Test
  void aCommittedTransactionAnswersItsTimestamp() {
    store.prewrite(ts(10), putOf("a", "1"));
    store.commit(ts(10), ts(11), "a");
    store.prewrite(ts(20), putOf("a", "2"));
    assertThat(store.status("a", ts(10), ts(30), ts(99), true).commitTs()).isEqualTo(ts(11));
    assertThat(store.inspect("a").lock()).isNotNull();
  }

  @Test
  void aSecondaryDecidesNothing() {
    store.prewrite(ts(10), putOf("a", "1"), putOf("b", "2"));
    TxnError error =
        Objects.requireNonNull(store.status("b", ts(10), ts(99), ts(99), true).error());
    assertThat(error.kind()).isEqualTo(TxnError.Kind.PRIMARY_MISMATCH);
    assertThat(store.commit(ts(10), ts(11), "a", "b")).isNull();
  }

  @Test
  void secondariesAreAllLockedOrCommittedOrBarred() {
    store.prewrite(ts(10), putOf("a", "1"), putOf("b", "2"));
    assertThat(secondaries("a", "b").locks()).hasSize(2);
    assertThat(secondaries("a", "c").locks()).isEmpty();
    assertThat(store.prewrite(k("a"), ts(10), 0, putOf("c", "late")).errors()).hasSize(1);
    store.commit(ts(10), ts(11), "a");
    assertThat(secondaries("b", "a").commitTs()).isEqualTo(ts(11));
  }

  private CheckSecondaryLocks.Response secondaries(String... keys) {
    return store.run(
        new CheckSecondaryLocks(new CheckSecondaryLocks.Request(CommandStore.bytes(keys), ts(10))));
  }

  @Test
  void aCommandLatchesTheKeysItWrites() {
    assertThat(new CheckTxnStatus(new CheckTxnStatus.Request(k("a"), 1, 0, 0, true, false)).keys())
        .isEqualTo(List.of(MvccKeys.encode(k("a"))));
  }
}

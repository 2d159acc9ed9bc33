package io.holdfast.endtoend.tikv;

import static io.holdfast.endtoend.tikv.TxnCalls.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.endtoend.tikv.Wire.Place;
import io.holdfast.protocol.id.Timestamp;
import io.holdfast.protocol.key.KeyMode;
import io.holdfast.protocol.wire.kvrpcpb.Action;
import io.holdfast.protocol.wire.kvrpcpb.BatchGetRequest;
import io.holdfast.protocol.wire.kvrpcpb.BatchGetResponse;
import io.holdfast.protocol.wire.kvrpcpb.CheckTxnStatusResponse;
import io.holdfast.protocol.wire.kvrpcpb.CommitResponse;
import io.holdfast.protocol.wire.kvrpcpb.GetRequest;
import io.holdfast.protocol.wire.kvrpcpb.GetResponse;
import io.holdfast.protocol.wire.kvrpcpb.KeyError;
import io.holdfast.protocol.wire.kvrpcpb.LockInfo;
import io.holdfast.protocol.wire.kvrpcpb.Op;
import io.holdfast.protocol.wire.kvrpcpb.ScanRequest;
import io.holdfast.protocol.wire.kvrpcpb.ScanResponse;
import io.holdfast.protocol.wire.metapb.Peer;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What clients rely on in answers to transactional calls, and trip over when it is not so. */
@ExtendWith(SharedClusters.class)
class TxnPitfallsTest {
  private static final long TTL_MILLIS = 60_000;

  private final Wire wire;
  private final TxnCalls calls;

  TxnPitfallsTest(@Serving(KeyMode.V1_TXN) Wire wire) {
    this.wire = wire;
    this.calls = new TxnCalls(wire);
  }

  /** A timestamp that much later than {@code ts}, as a clock would have it. */
  private static long later(long ts, Duration time) {
    return Timestamp.compose(Timestamp.physicalMillis(ts) + time.toMillis(), Timestamp.logical(ts));
  }

  // ---- locks ----

  @Test
  void aLockIsDescribedInFull() {
    long startTs = wire.timestamp();
    assertThat(calls.prewrite(startTs, TTL_MILLIS, "lock/p", "lock/p", "lock/s")).isEmpty();
    LockInfo lock = calls.get("lock/s", wire.timestamp()).getError().getLocked();
    assertThat(lock.getKey()).isEqualTo(bytes("lock/s"));
    assertThat(lock.getPrimaryLock()).isEqualTo(bytes("lock/p"));
    assertThat(lock.getLockVersion()).isEqualTo(startTs);
    assertThat(lock.getLockTtl()).isEqualTo(TTL_MILLIS);
    assertThat(lock.getTxnSize()).isEqualTo(TxnCalls.TXN_SIZE);
    assertThat(lock.getLockType()).isEqualTo(Op.Put);
    assertThat(lock.getMinCommitTs()).isEqualTo(startTs);
    assertThat(lock.getLockForUpdateTs()).isZero();
    calls.commit(startTs, wire.timestamp(), "lock/p", "lock/s");
  }

  @Test
  void aBatchReportsLocksPerPairAndTheOtherPairsWithTheirValues() {
    calls.put("pairs/free");
    long startTs = wire.timestamp();
    calls.prewrite(startTs, TTL_MILLIS, "pairs/held", "pairs/held");
    Place place = wire.place(bytes("pairs/"));
    BatchGetResponse answer =
        place
            .stub()
            .kvBatchGet(
                BatchGetRequest.newBuilder()
                    .setContext(place.context())
                    .addKeys(bytes("pairs/free"))
                    .addKeys(bytes("pairs/held"))
                    .addKeys(bytes("pairs/absent"))
                    .setVersion(wire.timestamp())
                    .build());
    assertThat(answer.hasError()).isFalse();
    assertThat(answer.getPairsList()).hasSize(2);
    assertThat(answer.getPairs(0).getKey()).isEqualTo(bytes("pairs/free"));
    assertThat(answer.getPairs(0).hasError()).isFalse();
    assertThat(answer.getPairs(1).getError().getLocked().getKey()).isEqualTo(bytes("pairs/held"));
    calls.commit(startTs, wire.timestamp(), "pairs/held");
  }

  @Test
  void aReaderThatKnowsALockAsResolvedGoesPastIt() {
    calls.put("past/a");
    long startTs = wire.timestamp();
    calls.prewrite(startTs, TTL_MILLIS, "past/a", "past/a");
    Place place = wire.place(bytes("past/a"));
    GetRequest.Builder get =
        GetRequest.newBuilder().setKey(bytes("past/a")).setVersion(wire.timestamp());
    get.setContext(place.context());
    assertThat(place.stub().kvGet(get.build()).getError().hasLocked()).isTrue();
    get.setContext(place.context().toBuilder().addResolvedLocks(startTs));
    GetResponse past = place.stub().kvGet(get.build());
    assertThat(past.hasError()).isFalse();
    assertThat(past.getValue().toStringUtf8()).startsWith("past/a@");
    calls.commit(startTs, wire.timestamp(), "past/a");
  }

  @Test
  void allLocksOfATransactionInARegionAreResolvedWithoutNamingThem() {
    long dead = wire.timestamp();
    calls.prewrite(dead, TTL_MILLIS, "resolve/1", "resolve/1", "resolve/2", "resolve/3");
    long alive = wire.timestamp();
    calls.prewrite(alive, TTL_MILLIS, "resolve/4", "resolve/4");

    long commitTs = wire.timestamp();
    assertThat(calls.resolveRegion("resolve/1", dead, commitTs).hasError()).isFalse();
    long now = wire.timestamp();
    for (String key : new String[] {"resolve/1", "resolve/2", "resolve/3"}) {
      assertThat(calls.get(key, now).getValue()).isEqualTo(bytes(key + "@" + dead));
    }
    assertThat(calls.get("resolve/4", now).getError().hasLocked()).isTrue();

    assertThat(calls.resolveRegion("resolve/4", alive, 0).hasError()).isFalse();
    assertThat(calls.get("resolve/4", now).getNotFound()).isTrue();
  }

  // ---- the fate of a transaction ----

  @Test
  void aLivingLockTellsHowLongItHas() {
    long startTs = wire.timestamp();
    calls.prewrite(startTs, TTL_MILLIS, "fate/alive", "fate/alive");
    CheckTxnStatusResponse status = calls.status("fate/alive", startTs, 0, wire.timestamp(), false);
    assertThat(status.getLockTtl()).isEqualTo(TTL_MILLIS);
    assertThat(status.getCommitVersion()).isZero();
    assertThat(status.getAction()).isEqualTo(Action.NoAction);
    calls.commit(startTs, wire.timestamp(), "fate/alive");
  }

  @Test
  void aReaderMovesTheEarliestCommitBehindItsOwnSnapshot() {
    long startTs = wire.timestamp();
    calls.prewrite(startTs, TTL_MILLIS, "fate/pushed", "fate/pushed");
    long tooEarly = wire.timestamp();
    long reader = wire.timestamp();
    CheckTxnStatusResponse status =
        calls.status("fate/pushed", startTs, reader, wire.timestamp(), false);
    assertThat(status.getAction()).isEqualTo(Action.MinCommitTSPushed);
    assertThat(status.getLockTtl()).isEqualTo(TTL_MILLIS);

    CommitResponse refused = calls.commit(startTs, tooEarly, "fate/pushed");
    assertThat(refused.getError().getCommitTsExpired().getStartTs()).isEqualTo(startTs);
    assertThat(refused.getError().getCommitTsExpired().getAttemptedCommitTs()).isEqualTo(tooEarly);
    assertThat(refused.getError().getCommitTsExpired().getMinCommitTs()).isGreaterThan(reader);
    assertThat(calls.commit(startTs, wire.timestamp(), "fate/pushed").hasError()).isFalse();
    assertThat(calls.get("fate/pushed", reader).getNotFound()).isTrue();
  }

  @Test
  void anExpiredLockIsRolledBackByWhoeverAsks() {
    long startTs = wire.timestamp();
    calls.prewrite(startTs, 1_000, "fate/expired", "fate/expired");
    long current = later(startTs, Duration.ofSeconds(2));
    CheckTxnStatusResponse status =
        calls.status("fate/expired", startTs, wire.timestamp(), current, false);
    assertThat(status.getAction()).isEqualTo(Action.TTLExpireRollback);
    assertThat(status.getLockTtl()).isZero();
    assertThat(status.getCommitVersion()).isZero();

    CheckTxnStatusResponse again =
        calls.status("fate/expired", startTs, wire.timestamp(), current, false);
    assertThat(again.getLockTtl()).isZero();
    assertThat(again.getCommitVersion()).isZero();
    assertThat(again.getAction()).isEqualTo(Action.NoAction);
    assertThat(again.hasError()).isFalse();
    KeyError gone = calls.commit(startTs, wire.timestamp(), "fate/expired").getError();
    assertThat(gone.getRetryable()).isNotEmpty();
  }

  @Test
  void aCommittedTransactionTellsWhen() {
    long startTs = wire.timestamp();
    calls.prewrite(startTs, TTL_MILLIS, "fate/done", "fate/done");
    long commitTs = wire.timestamp();
    calls.commit(startTs, commitTs, "fate/done");
    CheckTxnStatusResponse status =
        calls.status("fate/done", startTs, wire.timestamp(), wire.timestamp(), true);
    assertThat(status.getCommitVersion()).isEqualTo(commitTs);
    assertThat(status.getLockTtl()).isZero();
    assertThat(status.getAction()).isEqualTo(Action.NoAction);
  }

  @Test
  void aTransactionThatNeverCameIsNotFoundOrKeptFromComing() {
    long startTs = wire.timestamp();
    CheckTxnStatusResponse unknown =
        calls.status("fate/never", startTs, wire.timestamp(), wire.timestamp(), false);
    assertThat(unknown.getError().getTxnNotFound().getStartTs()).isEqualTo(startTs);
    assertThat(unknown.getError().getTxnNotFound().getPrimaryKey()).isEqualTo(bytes("fate/never"));

    CheckTxnStatusResponse kept =
        calls.status("fate/never", startTs, wire.timestamp(), wire.timestamp(), true);
    assertThat(kept.getAction()).isEqualTo(Action.LockNotExistRollback);
    assertThat(calls.prewrite(startTs, TTL_MILLIS, "fate/never", "fate/never")).isNotEmpty();
    assertThat(calls.get("fate/never", wire.timestamp()).getNotFound()).isTrue();
  }

  @Test
  void prewriteAndCommitMayComeTwice() {
    long startTs = wire.timestamp();
    assertThat(calls.prewrite(startTs, TTL_MILLIS, "twice/a", "twice/a")).isEmpty();
    assertThat(calls.prewrite(startTs, TTL_MILLIS, "twice/a", "twice/a")).isEmpty();
    long commitTs = wire.timestamp();
    assertThat(calls.commit(startTs, commitTs, "twice/a").hasError()).isFalse();
    assertThat(calls.commit(startTs, commitTs, "twice/a").hasError()).isFalse();
    assertThat(calls.prewrite(startTs, TTL_MILLIS, "twice/a", "twice/a")).isEmpty();
    GetResponse read = calls.get("twice/a", wire.timestamp());
    assertThat(read.hasError()).as("no lock behind the commit").isFalse();
    assertThat(read.getValue()).isEqualTo(bytes("twice/a@" + startTs));
  }

  @Test
  void aWriteConflictIsSaidInBothWaysThatClientsRead() {
    long startTs = wire.timestamp();
    long commitTs = calls.put("conflict/wire");
    KeyError lost = calls.prewrite(startTs, TTL_MILLIS, "conflict/wire", "conflict/wire").get(0);
    assertThat(lost.getRetryable()).isNotEmpty();
    assertThat(lost.getConflict().getStartTs()).isEqualTo(startTs);
    assertThat(lost.getConflict().getConflictCommitTs()).isEqualTo(commitTs);
    assertThat(lost.getConflict().getKey()).isEqualTo(bytes("conflict/wire"));
    assertThat(lost.getConflict().getPrimary()).isEqualTo(bytes("conflict/wire"));
  }

  // ---- scans and replicas ----

  @Test
  void aScanEndsWithItsRegion() {
    wire.split(bytes("end/c"));
    for (String key : new String[] {"end/a", "end/b", "end/c", "end/d"}) {
      calls.put(key);
    }
    Place place = wire.place(bytes("end/a"));
    ScanResponse answer =
        place
            .stub()
            .kvScan(
                ScanRequest.newBuilder()
                    .setContext(place.context())
                    .setStartKey(bytes("end/a"))
                    .setLimit(10_240)
                    .setVersion(wire.timestamp())
                    .build());
    assertThat(answer.getPairsList().stream().map(pair -> pair.getKey().toStringUtf8()))
        .containsExactly("end/a", "end/b");
  }

  @Test
  void aFollowerServesReadsThatAskForIt() {
    calls.put("replica/a");
    long ts = wire.timestamp();
    Place place = wire.place(bytes("replica/a"));
    for (Peer peer : place.region().getPeersList()) {
      GetResponse answer =
          wire.store(peer.getStoreId())
              .kvGet(
                  GetRequest.newBuilder()
                      .setContext(place.context(peer).toBuilder().setReplicaRead(true))
                      .setKey(bytes("replica/a"))
                      .setVersion(ts)
                      .build());
      assertThat(answer.hasRegionError()).as("%s", answer).isFalse();
      assertThat(answer.getValue().toStringUtf8()).startsWith("replica/a@");
    }
  }
}

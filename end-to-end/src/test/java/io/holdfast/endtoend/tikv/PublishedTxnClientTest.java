package io.holdfast.endtoend.tikv;

import static io.holdfast.endtoend.tikv.Published.bytes;
import static io.holdfast.endtoend.tikv.Published.keys;
import static io.holdfast.endtoend.tikv.Published.raw;
import static io.holdfast.endtoend.tikv.Published.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.protocol.key.KeyMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.tikv.common.BytePairWrapper;
import org.tikv.common.ByteWrapper;
import org.tikv.common.Snapshot;
import org.tikv.common.TiSession;
import org.tikv.common.meta.TiTimestamp;
import org.tikv.common.region.TiRegion;
import org.tikv.common.region.TiStore;
import org.tikv.common.util.ConcreteBackOffer;
import org.tikv.common.util.Pair;
import org.tikv.kvproto.Kvrpcpb.KvPair;
import org.tikv.kvproto.Kvrpcpb.Mutation;
import org.tikv.kvproto.Kvrpcpb.Op;
import org.tikv.shade.com.google.protobuf.ByteString;
import org.tikv.txn.KVClient;
import org.tikv.txn.TTLManager;
import org.tikv.txn.TwoPhaseCommitter;
import org.tikv.txn.TxnKVClient;
import org.tikv.txn.type.ClientRPCResult;

/** The published client does transactions with a cluster of ours. */
@ExtendWith(SharedClusters.class)
@SuppressWarnings("try") // The published client's close() may be interrupted.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PublishedTxnClientTest {
  private static final int BACK_OFF_MILLIS = 10_000;

  private final Wire wire;
  private final TiSession session;

  PublishedTxnClientTest(@Serving(KeyMode.V1_TXN) Wire wire) {
    this.wire = wire;
    this.session = Published.txnSession(wire.cluster());
  }

  @BeforeAll
  void severalRegions() {
    session.splitRegionAndScatter(List.of(raw("scan/50"), raw("two/m"), raw("left/m")));
  }

  @AfterAll
  void close() throws Exception {
    session.close();
  }

  // ---- the calls of a transaction, one by one ----

  private long now() {
    return session.getTimestamp().getVersion();
  }

  private static ConcreteBackOffer backOff() {
    return ConcreteBackOffer.newCustomBackOff(BACK_OFF_MILLIS);
  }

  /** A whole transaction; its commit timestamp. */
  private long put(Map<String, String> pairs) throws Exception {
    long startTs = now();
    List<BytePairWrapper> all = new ArrayList<>();
    pairs.forEach((key, value) -> all.add(new BytePairWrapper(raw(key), raw(value))));
    byte[] primary = all.get(0).getKey();
    try (TwoPhaseCommitter committer = new TwoPhaseCommitter(session, startTs)) {
      prewrite(committer, all);
      long commitTs = now();
      committer.commitPrimaryKey(backOff(), primary, commitTs);
      committer.commitSecondaryKeys(
          all.stream().skip(1).map(pair -> new ByteWrapper(pair.getKey())).iterator(),
          commitTs,
          BACK_OFF_MILLIS);
      return commitTs;
    }
  }

  private static void prewrite(TwoPhaseCommitter committer, List<BytePairWrapper> all) {
    byte[] primary = all.get(0).getKey();
    committer.prewritePrimaryKey(backOff(), primary, all.get(0).getValue());
    committer.prewriteSecondaryKeys(
        primary, all.subList(1, all.size()).iterator(), BACK_OFF_MILLIS);
  }

  private String get(String key, long ts) throws Exception {
    try (KVClient reader = session.createKVClient()) {
      return reader.get(bytes(key), ts).toStringUtf8();
    }
  }

  private ClientRPCResult prewriteOne(
      TxnKVClient client, String key, String value, long startTs, long ttlMillis) {
    Pair<TiRegion, TiStore> place = session.getRegionManager().getRegionStorePairByKey(bytes(key));
    Mutation mutation =
        Mutation.newBuilder().setOp(Op.Put).setKey(bytes(key)).setValue(bytes(value)).build();
    return client.prewrite(
        backOff(), List.of(mutation), bytes(key), ttlMillis, startTs, place.first, place.second);
  }

  // ---- reads and writes ----

  @Test
  void timestampsGrowAndFollowTheWallClock() {
    TiTimestamp before = session.getTimestamp();
    TiTimestamp after = session.getTimestamp();
    assertThat(after.getVersion()).isGreaterThan(before.getVersion());
    assertThat(after.getPhysical() - System.currentTimeMillis()).isBetween(-60_000L, 60_000L);
  }

  @Test
  void aCommittedTransactionIsSeenFromItsCommitOn() throws Exception {
    Map<String, String> pairs = new TreeMap<>(Map.of("two/a", "1", "two/z", "2"));
    long before = now();
    long commitTs = put(pairs);
    assertThat(get("two/a", before)).isEmpty();
    assertThat(get("two/a", commitTs)).isEqualTo("1");
    assertThat(get("two/z", now())).isEqualTo("2");

    put(new TreeMap<>(Map.of("two/a", "3", "two/z", "4")));
    assertThat(get("two/a", commitTs)).isEqualTo("1");
    assertThat(get("two/z", now())).isEqualTo("4");
  }

  @Test
  void aTransactionMayDeleteOneOfItsKeys() throws Exception {
    put(Map.of("gone/a", "1"));
    long startTs = now();
    try (TwoPhaseCommitter committer = new TwoPhaseCommitter(session, startTs)) {
      // The published client deletes by writing an empty value.
      committer.prewritePrimaryKey(backOff(), raw("gone/a"), new byte[0]);
      committer.commitPrimaryKey(backOff(), raw("gone/a"), now());
    }
    assertThat(get("gone/a", now())).isEmpty();
    assertThat(get("gone/a", startTs)).isEqualTo("1");
  }

  @Test
  void batchesAndScansCrossRegions() throws Exception {
    Map<String, String> pairs = new TreeMap<>();
    for (int i = 0; i < 100; i++) {
      pairs.put(String.format("scan/%02d", i), "value " + i);
    }
    put(pairs);
    long ts = now();
    put(Map.of("scan/05", "changed later"));

    List<ByteString> asked = new ArrayList<>();
    pairs.keySet().forEach(key -> asked.add(bytes(key)));
    asked.add(bytes("scan/absent"));
    try (KVClient reader = session.createKVClient()) {
      Map<String, String> found = new TreeMap<>();
      for (KvPair pair : reader.batchGet(backOff(), asked, ts)) {
        found.put(pair.getKey().toStringUtf8(), pair.getValue().toStringUtf8());
      }
      assertThat(found).isEqualTo(pairs);
    }
    try (KVClient reader = session.createKVClient()) {
      List<KvPair> scanned = reader.scan(bytes("scan/"), bytes("scan0"), ts);
      assertThat(keys(scanned)).containsExactlyElementsOf(pairs.keySet());
      assertThat(values(scanned)).containsExactlyElementsOf(pairs.values());
    }
  }

  @Test
  void aSnapshotStaysAsItWas() throws Exception {
    put(new TreeMap<>(Map.of("snap/a", "1", "snap/b", "2")));
    Snapshot snapshot = session.createSnapshot();
    put(new TreeMap<>(Map.of("snap/a", "3", "snap/c", "4")));
    assertThat(snapshot.get(bytes("snap/a"))).isEqualTo(bytes("1"));
    List<KvPair> seen = new ArrayList<>();
    snapshot.scanPrefix(bytes("snap/")).forEachRemaining(seen::add);
    assertThat(keys(seen)).containsExactly("snap/a", "snap/b");
    assertThat(values(seen)).containsExactly("1", "2");
    assertThat(
            snapshot.batchGet(
                BACK_OFF_MILLIS, new ArrayList<>(List.of(raw("snap/a"), raw("snap/c")))))
        .extracting(pair -> new String(pair.getValue(), java.nio.charset.StandardCharsets.UTF_8))
        .containsExactly("1");
  }

  // ---- locks of clients that died ----

  @Test
  void locksOfAClientThatDiedBeforeItsCommitStopWritersUntilTheyExpire() throws Exception {
    put(new TreeMap<>(Map.of("left/a", "old", "left/z", "old")));
    long startTs = now();
    List<BytePairWrapper> pairs =
        List.of(
            new BytePairWrapper(raw("left/a"), raw("new")),
            new BytePairWrapper(raw("left/z"), raw("new")));
    try (TwoPhaseCommitter dying = new TwoPhaseCommitter(session, startTs, 1_000)) {
      prewrite(dying, pairs);
    }
    // A reader goes past: it moves the earliest commit of the lock behind its own snapshot.
    assertThat(get("left/z", now())).isEqualTo("old");
    assertThat(get("left/a", now())).isEqualTo("old");
    put(new TreeMap<>(Map.of("left/a", "newer", "left/z", "newer")));
    // What was rolled back stays so, even when its client comes back to life.
    try (TwoPhaseCommitter late = new TwoPhaseCommitter(session, startTs, 1_000)) {
      assertThatThrownBy(
              () ->
                  late.commitPrimaryKey(
                      ConcreteBackOffer.newCustomBackOff(500), raw("left/a"), now()))
          .hasStackTraceContaining("KeyException");
    }
    assertThat(get("left/a", now())).isEqualTo("newer");
    assertThat(get("left/z", now())).isEqualTo("newer");
  }

  @Test
  void locksOfAClientThatDiedBehindItsCommitAreRolledForward() throws Exception {
    put(new TreeMap<>(Map.of("left/b", "old", "left/y", "old")));
    List<BytePairWrapper> pairs =
        List.of(
            new BytePairWrapper(raw("left/b"), raw("new")),
            new BytePairWrapper(raw("left/y"), raw("new")));
    try (TwoPhaseCommitter dying = new TwoPhaseCommitter(session, now(), 60_000)) {
      prewrite(dying, pairs);
      dying.commitPrimaryKey(backOff(), raw("left/b"), now());
    }
    // Nobody waits for the minute that the lock has left: its primary tells.
    assertThat(get("left/y", now())).isEqualTo("new");
  }

  @Test
  void aHeartBeatKeepsALockAlive() throws Exception {
    long startTs = now();
    try (TxnKVClient client = session.createTxnClient()) {
      assertThat(prewriteOne(client, "beat/a", "v", startTs, 2_000).isSuccess()).isTrue();
      Pair<TiRegion, TiStore> place =
          session.getRegionManager().getRegionStorePairByKey(bytes("beat/a"));
      ClientRPCResult beat =
          client.txnHeartBeat(
              backOff(), bytes("beat/a"), startTs, 60_000, place.first, place.second);
      assertThat(beat.getException()).isNull();
      assertThat(beat.isSuccess()).isTrue();
      TTLManager keeper = new TTLManager(session, startTs, raw("beat/a"));
      keeper.keepAlive();
      keeper.close();
    }
    try (TwoPhaseCommitter committer = new TwoPhaseCommitter(session, startTs)) {
      committer.commitPrimaryKey(backOff(), raw("beat/a"), now());
    }
    assertThat(get("beat/a", now())).isEqualTo("v");
  }

  @Test
  void aWriteConflictIsAKeyError() throws Exception {
    long startTs = now();
    put(Map.of("conflict/a", "won"));
    try (TxnKVClient client = session.createTxnClient()) {
      ClientRPCResult lost = prewriteOne(client, "conflict/a", "lost", startTs, 3_000);
      assertThat(lost.isSuccess()).isFalse();
      assertThat(lost.getException()).hasStackTraceContaining("KeyException");
    }
    try (TwoPhaseCommitter committer = new TwoPhaseCommitter(session, startTs)) {
      assertThatThrownBy(
              () ->
                  committer.prewritePrimaryKey(
                      ConcreteBackOffer.newCustomBackOff(300), raw("conflict/a"), raw("lost")))
          .hasStackTraceContaining("KeyException");
    }
    assertThat(get("conflict/a", now())).isEqualTo("won");
  }

  // ---- faults ----

  @Test
  void theSumOfABankHoldsWhenRegionsSplitAndALeaderDies() throws Exception {
    try (TxnBank bank = new TxnBank(session, "bank/", 12)) {
      bank.open();
      session.splitRegionAndScatter(List.of(raw(bank.key(4)), raw(bank.key(8))));
      bank.start(3);
      bank.awaitMore(20);
      assertThat(bank.sum()).isEqualTo(bank.expectedSum());
      int leader =
          wire.ordinal(
              wire.place(com.google.protobuf.ByteString.copyFromUtf8(bank.key(0)))
                  .leader()
                  .getStoreId());
      wire.cluster().killStore(leader);
      bank.awaitMore(20);
      assertThat(bank.sum()).isEqualTo(bank.expectedSum());
      session.splitRegionAndScatter(List.of(raw(bank.key(6))));
      wire.cluster().startStore(leader);
      bank.awaitMore(20);
      bank.stop();
      assertThat(bank.sum()).isEqualTo(bank.expectedSum());
    }
  }
}

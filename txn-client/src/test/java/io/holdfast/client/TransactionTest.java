package io.holdfast.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.client.error.FutureTimestampException;
import io.holdfast.client.error.IncompatibleClusterException;
import io.holdfast.client.error.KeyExistsException;
import io.holdfast.client.error.KeyTooLargeException;
import io.holdfast.client.error.TxnTimeoutException;
import io.holdfast.client.error.ValueTooLargeException;
import io.holdfast.client.error.WriteConflictException;
import io.holdfast.client.txn.KeyValue;
import io.holdfast.client.txn.Transaction;
import io.holdfast.protocol.key.KeyMode;
import io.holdfast.protocol.key.KeyRange;
import io.holdfast.runtime.base.Bytes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class TransactionTest extends ClusterTest {
  TransactionTest() throws Exception {
    super(11, KeyMode.V1_TXN);
  }

  @Test
  void readsItsOwnWritesAndShowsThemAfterTheCommit() throws Exception {
    run(
        () -> {
          db.run(
              tx -> {
                assertThat(tx.get(b("k"))).isNull();
                tx.put(b("k"), b("v"));
                assertThat(tx.get(b("k"))).isEqualTo(b("v"));
                assertThat(db.snapshot(ReadOptions.latest()).get(b("k"))).isNull();
              });
          assertThat(db.<Bytes>transact(tx -> tx.get(b("k")))).isEqualTo(b("v"));
          db.run(tx -> tx.delete(b("k")));
          assertThat(db.<Bytes>read(snapshot -> snapshot.get(b("k")))).isNull();
        });
    assertThat(cluster.mvcc.lockCount()).isZero();
  }

  @Test
  void aSnapshotKeepsItsState() throws Exception {
    run(
        () -> {
          db.run(tx -> tx.put(b("k"), b(1)));
          long ts = db.currentTimestamp();
          db.run(tx -> tx.put(b("k"), b(2)));
          assertThat(db.<Bytes>read(ReadOptions.snapshot(ts), snap -> snap.get(b("k"))))
              .isEqualTo(b(1));
          assertThat(db.<Bytes>read(snap -> snap.get(b("k")))).isEqualTo(b(2));
        });
  }

  @Test
  void aSnapshotOfTheFutureIsRefused() throws Exception {
    run(
        () -> {
          long now = db.currentTimestamp();
          db.snapshot(ReadOptions.snapshot(now)).get(b("k"));
          for (long ts : new long[] {now + (60_000L << 18), Long.MAX_VALUE, -1}) {
            assertThatThrownBy(() -> db.snapshot(ReadOptions.snapshot(ts)))
                .isInstanceOf(FutureTimestampException.class)
                .hasMessageContaining("lies in the future");
          }
        });
  }

  @Test
  void ofTwoWritersOfOneKeyTheSecondToCommitFails() throws Exception {
    run(
        () -> {
          Transaction first = db.begin();
          Transaction second = db.begin();
          first.put(b("k"), b(1));
          second.put(b("k"), b(2));
          assertThat(first.commit().commitTs()).isGreaterThan(first.timestamp());
          assertThatThrownBy(second::commit)
              .isInstanceOfSatisfying(
                  WriteConflictException.class,
                  e -> {
                    assertThat(e.isRetryable()).isTrue();
                    assertThat(e.isMaybeCommitted()).isFalse();
                    assertThat(e.sqlState()).isEqualTo("40001");
                    assertThat(e.key()).isEqualTo(b("k"));
                  });
          assertThatThrownBy(() -> second.get(b("k"))).isInstanceOf(IllegalStateException.class);
        });
    assertThat(cluster.mvcc.lockCount()).isZero();
  }

  @Test
  void getForUpdateConflictsWithAWriter() throws Exception {
    run(
        () -> {
          Transaction reader = db.begin();
          assertThat(reader.getForUpdate(b("guard"))).isNull();
          reader.put(b("other"), b(1));
          db.run(tx -> tx.put(b("guard"), b(2)));
          assertThatThrownBy(reader::commit).isInstanceOf(WriteConflictException.class);
        });
  }

  @Test
  void concurrentIncrementsAreAllCounted() throws Exception {
    AtomicInteger done = new AtomicInteger();
    for (int i = 0; i < 8; i++) {
      world.spawn(
          cluster.client,
          "incrementer-" + i,
          () -> {
            for (int n = 0; n < 10; n++) {
              db.run(
                  tx -> {
                    Bytes now = tx.get(b("counter"));
                    tx.put(b("counter"), b(now == null ? 1 : number(now) + 1));
                  });
            }
            done.incrementAndGet();
          });
    }
    assertThat(world.runUntil(() -> done.get() == 8, LONG)).isTrue();
    assertThat(number(call(() -> db.<Bytes>read(snap -> snap.get(b("counter")))))).isEqualTo(80);
  }

  @Test
  void insertFailsWhereAKeyIs() throws Exception {
    run(
        () -> {
          db.run(tx -> tx.insert(b("k"), b(1)));
          assertThatThrownBy(() -> db.run(tx -> tx.insert(b("k"), b(2))))
              .isInstanceOfSatisfying(
                  KeyExistsException.class, e -> assertThat(e.key()).isEqualTo(b("k")));
          assertThatThrownBy(
                  () ->
                      db.run(
                          tx -> {
                            tx.insert(b("k"), b(2));
                            tx.delete(b("k"));
                          }))
              .isInstanceOf(KeyExistsException.class);
          db.run(
              tx -> {
                tx.delete(b("k"));
                tx.insert(b("k"), b(3));
              });
          assertThat(db.<Bytes>read(snap -> snap.get(b("k")))).isEqualTo(b(3));
        });
  }

  @Test
  void oversizedKeysAndValuesAreRefusedBeforeAnythingIsSent() throws Exception {
    run(
        () ->
            db.run(
                tx -> {
                  assertThatThrownBy(() -> tx.put(Bytes.wrap(new byte[8_193]), b(1)))
                      .isInstanceOf(KeyTooLargeException.class);
                  assertThatThrownBy(() -> tx.put(b("k"), Bytes.wrap(new byte[(6 << 20) + 1])))
                      .isInstanceOf(ValueTooLargeException.class);
                }));
    assertThat(cluster.requestCount("KvPrewrite")).isZero();
  }

  @Test
  void oneTransactionSpansRegionsThatSplitMeanwhile() throws Exception {
    run(
        () -> {
          db.run(tx -> tx.put(b("a"), b(0))); // The region is known from here on.
          db.run(
              tx -> {
                for (int i = 0; i < 100; i++) {
                  tx.put(b(String.format("key-%03d", i)), b(i));
                }
                cluster.split(b("key-020"));
                cluster.split(b("key-050"));
                cluster.moveLeader(b("key-060"));
              });
          cluster.split(b("key-080"));
          cluster.moveLeader(b("key-010"));
          Map<Bytes, Bytes> all =
              db.read(
                  snap ->
                      snap.batchGet(
                          List.of(b("key-000"), b("key-049"), b("key-099"), b("absent"))));
          assertThat(all)
              .hasSize(3)
              .containsEntry(b("key-000"), b(0))
              .containsEntry(b("key-049"), b(49))
              .containsEntry(b("key-099"), b(99));
          assertThat(db.<List<KeyValue>>read(snap -> snap.scanPrefix(b("key-")).toList()))
              .hasSize(100);
        });
    world.run(Duration.ofSeconds(1));
    assertThat(cluster.mvcc.lockCount()).isZero();
  }

  @Test
  void scansSeeOwnWritesOverTheSnapshotInBothDirectionsAcrossRegions() throws Exception {
    SplittableRandom random = new SplittableRandom(3);
    TreeMap<Bytes, Bytes> model = new TreeMap<>();
    run(
        () -> {
          db.run(
              tx -> {
                for (int i = 0; i < 60; i++) {
                  Bytes key = b(String.format("k%02d", random.nextInt(100)));
                  tx.put(key, b(i));
                  model.put(key, b(i));
                }
              });
          for (String at : List.of("k", "k13", "k50", "k51", "k99x")) {
            cluster.split(b(at));
          }
          for (int round = 0; round < 40; round++) {
            scanOnce(random, new TreeMap<>(model));
          }
        });
  }

  private void scanOnce(SplittableRandom random, NavigableMap<Bytes, Bytes> model) {
    try (Transaction tx = db.begin()) {
      for (int i = 0; i < 20; i++) {
        Bytes key = b(String.format("k%02d", random.nextInt(100)));
        if (random.nextBoolean()) {
          tx.put(key, b(-i));
          model.put(key, b(-i));
        } else {
          tx.delete(key);
          model.remove(key);
        }
      }
      Bytes from = random.nextInt(4) == 0 ? Bytes.EMPTY : b("k" + random.nextInt(5));
      Bytes to = random.nextInt(4) == 0 ? Bytes.EMPTY : b("k" + (5 + random.nextInt(5)));
      boolean reverse = random.nextBoolean();
      int limit = random.nextInt(3) == 0 ? 7 : 1_000;
      var expected = to.isEmpty() ? model.tailMap(from, true) : model.subMap(from, true, to, false);
      var builder = tx.scan(new KeyRange(from, to)).limit(limit).batch(1 + random.nextInt(9));
      if (reverse) {
        builder.reverse();
      }
      List<KeyValue> seen = new ArrayList<>();
      try (var scan = builder.open()) {
        scan.forEach(seen::add);
      }
      List<KeyValue> all = new ArrayList<>();
      (reverse ? expected.descendingMap() : expected)
          .forEach((key, value) -> all.add(new KeyValue(key, value)));
      assertThat(seen).isEqualTo(all.subList(0, Math.min(limit, all.size())));
      assertThat(builder.toList()).isEqualTo(seen);
    }
  }

  @Test
  void deleteRangeRemovesWhatTheTransactionSees() throws Exception {
    run(
        () -> {
          db.run(
              tx -> {
                tx.put(b("a1"), b(1));
                tx.put(b("a2"), b(2));
                tx.put(b("b1"), b(3));
              });
          long removed = db.transact(tx -> tx.deleteRange(new KeyRange(b("a"), b("b"))));
          assertThat(removed).isEqualTo(2);
          assertThat(db.<List<KeyValue>>read(snap -> snap.scan(KeyRange.ALL).toList()))
              .containsExactly(new KeyValue(b("b1"), b(3)));
        });
  }

  @Test
  void whatTheFunctionThrowsReachesTheCallerAndNothingIsWritten() throws Exception {
    run(
        () -> {
          IllegalArgumentException own = new IllegalArgumentException("own");
          assertThatThrownBy(
                  () ->
                      db.run(
                          tx -> {
                            tx.put(b("k"), b(1));
                            throw own;
                          }))
              .isSameAs(own);
          assertThat(db.<Bytes>read(snap -> snap.get(b("k")))).isNull();
        });
  }

  @Test
  void transactInsideTransactIsRefusedWithAnExplanation() throws Exception {
    run(
        () ->
            db.run(
                tx ->
                    assertThatThrownBy(() -> db.run(inner -> {}))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("transact inside transact")));
  }

  @Test
  void attemptsAreBounded() throws Exception {
    AtomicInteger runs = new AtomicInteger();
    run(
        () ->
            assertThatThrownBy(
                    () ->
                        db.run(
                            TxOptions.builder().maxAttempts(3).build(),
                            tx -> {
                              tx.put(b("k"), b(runs.incrementAndGet()));
                              Transaction rival = db.begin();
                              rival.put(b("k"), b(0));
                              rival.commit();
                            }))
                .isInstanceOf(TxnTimeoutException.class)
                .hasCauseInstanceOf(WriteConflictException.class));
    assertThat(runs).hasValue(3);
  }

  @Test
  void asynchronousTransactionsRunOnTheCallbackLoopAndRetry() throws Exception {
    List<CompletableFuture<Long>> all = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      all.add(
          db.transactAsync(
              tx ->
                  tx.getAsync(b("counter"))
                      .thenApply(
                          now -> {
                            long next = now.map(ClusterTest::number).orElse(0L) + 1;
                            tx.put(b("counter"), b(next));
                            return next;
                          })));
    }
    CompletableFuture<Void> done = CompletableFuture.allOf(all.toArray(CompletableFuture[]::new));
    assertThat(world.runUntil(done::isDone, LONG)).isTrue();
    assertThat(done).isCompleted();
    assertThat(number(call(() -> db.<Bytes>read(snap -> snap.get(b("counter")))))).isEqualTo(20);
  }

  @Test
  void blockingInsideACallbackIsRefused() {
    CompletableFuture<Bytes> wrong =
        db.transactAsync(tx -> CompletableFuture.completedFuture(tx.get(b("k"))));
    assertThat(world.runUntil(wrong::isDone, LONG)).isTrue();
    assertThatThrownBy(wrong::get)
        .hasCauseInstanceOf(IllegalStateException.class)
        .hasMessageContaining("Async");
  }

  @Test
  void rawAccessToAClusterOfTransactionsIsRefused() {
    assertThatThrownBy(db::raw).isInstanceOf(IncompatibleClusterException.class);
  }

  @Test
  void timestampsOfManyCallersShareMessages() throws Exception {
    List<CompletableFuture<Long>> all = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      all.add(db.currentTimestampAsync());
    }
    CompletableFuture<Void> done = CompletableFuture.allOf(all.toArray(CompletableFuture[]::new));
    assertThat(world.runUntil(done::isDone, LONG)).isTrue();
    assertThat(all).extracting(CompletableFuture::join).doesNotHaveDuplicates();
    assertThat(cluster.requestCount("Tso")).isLessThan(100);
  }

  @Test
  void splitsAndTopologyThroughTheAdminInterface() throws Exception {
    run(
        () -> {
          db.run(tx -> tx.put(b("k"), b(1)));
          db.admin().splitRegion(List.of(b("m"), b("f"), b("m")));
          db.admin().splitRegion(List.of(b("m")));
          Topology topology = db.topology();
          assertThat(topology.clusterId()).isEqualTo(7);
          assertThat(topology.keyMode()).isEqualTo(KeyMode.V1_TXN);
          assertThat(topology.regions())
              .extracting(Topology.RegionInfo::start)
              .containsExactly(Bytes.EMPTY, b("f"), b("m"));
          assertThat(topology.stores()).hasSize(2);
          assertThat(topology.placementDrivers()).hasSize(1);
        });
  }
}

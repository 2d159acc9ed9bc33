package io.holdfast.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.client.error.CommitUndeterminedException;
import io.holdfast.client.error.RegionUnavailableException;
import io.holdfast.client.error.TxnTimeoutException;
import io.holdfast.client.fake.FakeCluster.Fault;
import io.holdfast.client.txn.KeyValue;
import io.holdfast.client.txn.ScanBuilder;
import io.holdfast.client.txn.Transaction;
import io.holdfast.protocol.key.KeyMode;
import io.holdfast.protocol.key.KeyRange;
import io.holdfast.protocol.wire.kvrpcpb.CommitRequest;
import io.holdfast.runtime.base.Bytes;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** What happens when requests and answers of a commit are lost: never a false answer (TXN-6). */
final class CommitFaultTest extends ClusterTest {
  private static final TxOptions SHORT = TxOptions.builder().timeout(Duration.ofSeconds(6)).build();

  private final AtomicInteger runs = new AtomicInteger();

  CommitFaultTest() throws Exception {
    super(23, KeyMode.V1_TXN);
  }

  private static boolean commits(Object request, String key) {
    return request instanceof CommitRequest commit
        && commit.getKeysList().stream().anyMatch(each -> each.toStringUtf8().equals(key));
  }

  /** The fault hits the first {@code times} requests that match. */
  private void plant(Fault fault, int times, Predicate<Object> which) {
    AtomicInteger left = new AtomicInteger(times);
    cluster.setFaults(
        (method, request) ->
            which.test(request) && left.getAndDecrement() > 0 ? fault : Fault.NONE);
  }

  private void writeTwo(String value) {
    db.run(
        SHORT,
        tx -> {
          runs.incrementAndGet();
          tx.put(b("a"), b(value));
          tx.put(b("z"), b(value));
        });
  }

  private void assertBoth(String value) {
    assertThat(db.<List<KeyValue>>read(snap -> snap.scan(KeyRange.ALL).toList()))
        .containsExactly(new KeyValue(b("a"), b(value)), new KeyValue(b("z"), b(value)));
  }

  @Test
  void aLostAnswerToTheCommitOfThePrimaryIsFoundOutAndTheFunctionRunsOnce() throws Exception {
    cluster.split(b("m"));
    for (Fault fault : List.of(Fault.LOSE_ANSWER, Fault.BREAK_AFTER, Fault.LOSE_REQUEST)) {
      runs.set(0);
      plant(fault, 1, request -> commits(request, "a"));
      run(
          () -> {
            writeTwo(fault.name());
            assertBoth(fault.name());
          });
      assertThat(runs).as("%s", fault).hasValue(1);
    }
  }

  @Test
  void aCommitWhoseLockWasRolledBackMeanwhileIsAConflictAndRunsAgain() throws Exception {
    AtomicInteger hits = new AtomicInteger();
    cluster.setFaults(
        (method, request) -> {
          if (commits(request, "a") && hits.getAndIncrement() == 0) {
            // Lost on the way, and while the client waits somebody rolls the transaction back.
            long startTs = ((CommitRequest) request).getStartVersion();
            cluster.rollback(b("a"), startTs);
            return Fault.LOSE_REQUEST;
          }
          return Fault.NONE;
        });
    run(
        () -> {
          writeTwo("again");
          assertBoth("again");
        });
    assertThat(runs).hasValue(2);
  }

  @Test
  void aCommitDoneByAResolverAfterALostAnswerCountsAsCommitted() throws Exception {
    AtomicInteger hits = new AtomicInteger();
    cluster.setFaults(
        (method, request) -> {
          int hit = commits(request, "a") ? hits.getAndIncrement() : -1;
          return hit == 0 ? Fault.LOSE_ANSWER : hit == 1 ? Fault.BUSY : Fault.NONE;
        });
    run(
        () -> {
          writeTwo("x");
          assertBoth("x");
        });
    assertThat(runs).hasValue(1);
  }

  @Test
  void anOutcomeThatCannotBeLearntIsReportedAndTheFunctionIsNotRunAgain() throws Exception {
    plant(Fault.LOSE_ANSWER, Integer.MAX_VALUE, request -> commits(request, "a"));
    run(
        () ->
            assertThatThrownBy(() -> writeTwo("x"))
                .isInstanceOfSatisfying(
                    CommitUndeterminedException.class,
                    e -> {
                      assertThat(e.isMaybeCommitted()).isTrue();
                      assertThat(e.isRetryable()).isFalse();
                      assertThat(e.sqlState()).isEqualTo("40003");
                    }));
    assertThat(runs).hasValue(1);
    assertThat(cluster.requestCount("KvBatchRollback")).isZero();
    cluster.setFaults((method, request) -> Fault.NONE);
    run(() -> assertBoth("x")); // It had been committed; readers clean up the other key.
  }

  @Test
  void aCommitThatWasAlwaysRefusedIsNotUndetermined() throws Exception {
    plant(Fault.BUSY, Integer.MAX_VALUE, request -> commits(request, "a"));
    run(() -> assertThatThrownBy(() -> writeTwo("x")).isInstanceOf(TxnTimeoutException.class));
    cluster.setFaults((method, request) -> Fault.NONE);
    run(
        () ->
            assertThat(db.<List<KeyValue>>read(snap -> snap.scan(KeyRange.ALL).toList()))
                .isEmpty());
  }

  @Test
  void aLostPrewriteIsSentAgainWithoutHarm() throws Exception {
    for (Fault fault : List.of(Fault.LOSE_ANSWER, Fault.BREAK_AFTER, Fault.BREAK_BEFORE)) {
      runs.set(0);
      AtomicInteger hits = new AtomicInteger();
      cluster.setFaults(
          (method, request) ->
              method.equals("KvPrewrite") && hits.getAndIncrement() == 0 ? fault : Fault.NONE);
      run(
          () -> {
            writeTwo(fault.name());
            assertBoth(fault.name());
          });
      assertThat(runs).hasValue(1);
    }
  }

  @Test
  void locksOfADeadClientAreRolledBackWhenTheirTimeIsOver() throws Exception {
    run(() -> db.run(tx -> tx.put(b("a"), b("old"))));
    cluster.setFaults(
        (method, request) -> method.equals("KvCommit") ? Fault.LOSE_REQUEST : Fault.NONE);
    run(
        () -> {
          Transaction dying = db.begin(SHORT);
          dying.put(b("a"), b("dying"));
          dying.put(b("z"), b("dying"));
          var unused = dying.commitAsync();
        });
    world.run(Duration.ofSeconds(12));
    cluster.setFaults((method, request) -> Fault.NONE);
    assertThat(cluster.mvcc.lockCount()).isEqualTo(2);
    run(
        () -> {
          assertThat(db.<Bytes>read(snap -> snap.get(b("a")))).isEqualTo(b("old"));
          assertThat(db.<Bytes>read(snap -> snap.get(b("z")))).isNull();
        });
    assertThat(cluster.mvcc.lockCount()).isZero();
  }

  @Test
  void secondariesLeftBehindByACommitAreCommittedByTheNextReader() throws Exception {
    cluster.split(b("m"));
    cluster.setFaults((method, request) -> commits(request, "z") ? Fault.LOSE_REQUEST : Fault.NONE);
    run(
        () -> {
          writeTwo("x");
          assertThat(cluster.mvcc.lockCount()).isEqualTo(1);
          assertBoth("x");
        });
    assertThat(cluster.mvcc.lockCount()).isZero();
  }

  @Test
  void aPageThatMeetsThousandsOfLocksOfOneWriterIsRead() throws Exception {
    cluster.setFaults(
        (method, request) ->
            request instanceof CommitRequest commit && commit.getKeysCount() > 1
                ? Fault.LOSE_REQUEST
                : Fault.NONE);
    int count = 6_000;
    run(
        () -> {
          db.run(
              tx -> {
                for (int i = 0; i < count; i++) {
                  tx.put(b(String.format("k%06d", i)), b("v"));
                }
              });
          List<KeyValue> found =
              db.read(snap -> snap.scan(KeyRange.ALL).batch(ScanBuilder.BATCH_MAX).toList());
          assertThat(found).hasSize(count);
        });
  }

  @Test
  void aReaderPassesTheLockOfALivingWriterWhichThenCommitsLater() throws Exception {
    AtomicInteger hits = new AtomicInteger();
    cluster.setFaults(
        (method, request) ->
            commits(request, "a") && hits.getAndIncrement() == 0 ? Fault.LOSE_REQUEST : Fault.NONE);
    run(
        () -> {
          db.run(tx -> tx.put(b("a"), b("old")));
          hits.set(0);
          Transaction writer = db.begin();
          writer.put(b("a"), b("new"));
          var committing = writer.commitAsync();
          while (cluster.mvcc.lockCount() == 0) {
            cluster.client.runtime().sleep(Duration.ofMillis(1));
          }
          long ts = db.currentTimestamp();
          long began = world.nowNanos();
          assertThat(db.<Bytes>read(ReadOptions.snapshot(ts), snap -> snap.get(b("a"))))
              .isEqualTo(b("old"));
          assertThat(Duration.ofNanos(world.nowNanos() - began)).isLessThan(Duration.ofMillis(400));
          assertThat(cluster.client.runtime().await(committing).commitTs()).isGreaterThan(ts);
          assertThat(db.<Bytes>read(ReadOptions.snapshot(ts), snap -> snap.get(b("a"))))
              .isEqualTo(b("old"));
        });
  }

  @Test
  void aLongCommitIsKeptAliveByHeartbeats() throws Exception {
    aLongCommitIsKeptAlive();
  }

  @Test
  void oneBeatAnsweredByADeposedLeaderDoesNotEndThem() throws Exception {
    cluster.mvcc.hideLockFromBeats(1);
    aLongCommitIsKeptAlive();
  }

  private void aLongCommitIsKeptAlive() throws Exception {
    cluster.split(b("m"));
    cluster.setFaults(
        (method, request) ->
            method.equals("KvPrewrite")
                    && request.toString().contains("\"z\"")
                    && world.nowNanos() < 9_000_000_000L
                ? Fault.BUSY
                : Fault.NONE);
    run(
        () -> {
          Transaction slow = db.begin();
          slow.put(b("a"), b("x"));
          slow.put(b("z"), b("x"));
          var committing = slow.commitAsync();
          cluster.client.runtime().sleep(Duration.ofSeconds(6));
          // A writer that meets the lock after its first life must not roll it back.
          assertThatThrownBy(
                  () ->
                      db.run(
                          TxOptions.builder().timeout(Duration.ofSeconds(1)).build(),
                          tx -> tx.put(b("a"), b("rival"))))
              .isInstanceOf(TxnTimeoutException.class);
          cluster.client.runtime().await(committing);
          assertBoth("x");
        });
    assertThat(cluster.requestCount("KvTxnHeartBeat")).isPositive();
  }

  @Test
  void withoutAPlacementDriverTheClientKnocksSeldomAndFailsInTime() throws Exception {
    run(() -> db.run(tx -> tx.put(b("a"), b(1))));
    cluster.setFaults(
        (method, request) ->
            method.startsWith("Get") || method.equals("Tso") ? Fault.LOSE_REQUEST : Fault.NONE);
    int before = cluster.requestCount("GetMembers");
    long began = world.nowNanos();
    run(
        () -> {
          for (int i = 0; i < 50; i++) {
            var unused = db.currentTimestampAsync();
          }
          assertThatThrownBy(db::currentTimestamp).isInstanceOf(RegionUnavailableException.class);
        });
    assertThat(Duration.ofNanos(world.nowNanos() - began)).isLessThan(Duration.ofSeconds(15));
    assertThat(cluster.requestCount("GetMembers") - before).isLessThan(40);
    cluster.setFaults((method, request) -> Fault.NONE);
    run(() -> db.run(tx -> tx.put(b("a"), b(2))));
  }

  @Test
  void closingFailsWhatIsUnderWay() throws Exception {
    cluster.setFaults(
        (method, request) -> method.equals("KvGet") ? Fault.LOSE_REQUEST : Fault.NONE);
    run(
        () -> {
          var read = db.snapshot(ReadOptions.latest()).getAsync(b("a"));
          db.close();
          assertThatThrownBy(() -> cluster.client.runtime().await(read))
              .hasMessageContaining("closed");
          assertThatThrownBy(db::begin)
              .isInstanceOf(io.holdfast.client.error.ClientClosedException.class);
          db.close();
        });
  }
}

package io.holdfast.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.client.error.CommitTooLateException;
import io.holdfast.client.error.ErrorCode;
import io.holdfast.client.error.TxnTimeoutException;
import io.holdfast.client.error.WriteConflictException;
import io.holdfast.client.fake.FakeCluster.Fault;
import io.holdfast.client.txn.Snapshot;
import io.holdfast.client.txn.Transaction;
import io.holdfast.protocol.key.KeyMode;
import io.holdfast.runtime.base.Bytes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What an application may demand of the commit timestamp, and where a transaction starts. */
final class CommitTermsTest extends ClusterTest {
  CommitTermsTest() throws Exception {
    super(31, KeyMode.V1_TXN);
  }

  private Bytes value(String key) {
    return db.read(snapshot -> snapshot.get(b(key)));
  }

  @Test
  void aCommitBelowItsBoundSucceedsAndOneAtTheBoundLeavesNothing() throws Exception {
    cluster.split(b("m"));
    run(
        () -> {
          Transaction first = db.begin();
          first.put(b("a"), b(1));
          first.put(b("z"), b(1));
          first.commitBefore(first.timestamp() + (60_000L << 18));
          first.commit();
          Transaction late = db.begin();
          late.put(b("a"), b(2));
          late.put(b("z"), b(2));
          late.commitBefore(late.timestamp() + (60_000L << 18));
          late.commitBefore(late.timestamp() + 1);
          assertThatThrownBy(late::commit)
              .isInstanceOfSatisfying(
                  CommitTooLateException.class,
                  e -> {
                    assertThat(e.isRetryable()).isTrue();
                    assertThat(e.code()).isEqualTo(ErrorCode.COMMIT_TOO_LATE);
                    assertThat(e.sqlState()).isEqualTo("40001");
                  });
          assertThat(value("a")).isEqualTo(b(1));
          assertThat(value("z")).isEqualTo(b(1));
        });
    assertThat(cluster.mvcc.lockCount()).isZero();
  }

  @Test
  void theBoundHoldsForTheTimestampAfterAReadersPushToo() throws Exception {
    AtomicInteger hits = new AtomicInteger();
    cluster.setFaults(
        (method, request) ->
            method.equals("KvCommit") && hits.getAndIncrement() == 0
                ? Fault.LOSE_REQUEST
                : Fault.NONE);
    run(
        () -> {
          Transaction writer = db.begin();
          writer.put(b("a"), b(1));
          // Room for the first commit timestamp only: the request is lost for half a second.
          writer.commitBefore(writer.timestamp() + (300L << 18));
          var committing = writer.commitAsync();
          while (hits.get() == 0) {
            cluster.client.runtime().sleep(Duration.ofMillis(1));
          }
          assertThat(value("a")).isNull(); // Pushes the writer above this read.
          cluster.client.runtime().sleep(Duration.ofMillis(300));
          assertThatThrownBy(() -> cluster.client.runtime().await(committing))
              .hasCauseInstanceOf(CommitTooLateException.class);
          assertThat(value("a")).isNull();
        });
    assertThat(cluster.mvcc.lockCount()).isZero();
  }

  @Test
  void aCheckSeesTheStateAtTheCommitTimestampWithoutTheOwnWrites() throws Exception {
    run(
        () -> {
          db.run(tx -> tx.put(b("a"), b(1)));
          Transaction tx = db.begin();
          tx.put(b("a"), b(2));
          db.run(other -> other.put(b("b"), b("meanwhile")));
          List<Long> seen = new ArrayList<>();
          tx.checkAtCommit(
              state -> {
                seen.add(state.timestamp());
                return state
                    .batchGetAsync(List.of(b("a"), b("b")))
                    .thenAccept(
                        found -> {
                          assertThat(found).containsEntry(b("a"), b(1));
                          assertThat(found).containsEntry(b("b"), b("meanwhile"));
                        });
              });
          assertThat(tx.commit().commitTs()).isEqualTo(seen.get(0));
          assertThat(seen).hasSize(1);
          assertThat(value("a")).isEqualTo(b(2));
        });
  }

  @Test
  void aRefusalOfTheCheckRollsBackWhetherItFailsOrThrowsOrNeverAnswers() throws Exception {
    run(
        () -> {
          for (int how = 0; how < 3; how++) {
            int kind = how;
            Transaction tx = db.begin(TxOptions.builder().timeout(Duration.ofSeconds(2)).build());
            tx.put(b("a"), b(2));
            tx.checkAtCommit(state -> refusal(state, kind));
            assertThatThrownBy(tx::commit)
                .isInstanceOf(kind == 2 ? TxnTimeoutException.class : WriteConflictException.class);
            assertThat(value("a")).isNull();
          }
        });
    assertThat(cluster.mvcc.lockCount()).isZero();
  }

  private static CompletableFuture<?> refusal(Snapshot state, int kind) {
    WriteConflictException refusal = new WriteConflictException(b("r"), "at " + state.timestamp());
    if (kind == 0) {
      return CompletableFuture.failedFuture(refusal);
    }
    if (kind == 1) {
      throw refusal;
    }
    return new CompletableFuture<>();
  }

  @Test
  void aTransactionAtAnEarlierStartPointConflictsWithEverythingSince() throws Exception {
    run(
        () -> {
          StartPoint start = db.startPoint();
          StartPoint fine = db.startPoint();
          Transaction unhindered = db.begin(fine, TxOptions.defaults());
          unhindered.put(b("b"), b(1));
          unhindered.commit();
          cluster.client.runtime().sleep(Duration.ofSeconds(8)); // Longer than a lock lives.
          Transaction tx = db.begin(start, TxOptions.defaults());
          assertThat(tx.timestamp()).isEqualTo(start.timestamp());
          tx.lock(b("b"));
          tx.put(b("a"), b(1));
          assertThatThrownBy(tx::commit).isInstanceOf(WriteConflictException.class);
          assertThat(value("a")).isNull();
        });
    assertThat(cluster.mvcc.lockCount()).isZero();
  }

  @Test
  void aStartPointServesOneTransaction() throws Exception {
    run(
        () -> {
          StartPoint start = db.startPoint();
          db.begin(start, TxOptions.defaults()).close();
          assertThatThrownBy(() -> db.begin(start, TxOptions.defaults()))
              .isInstanceOf(IllegalStateException.class)
              .hasMessageContaining("used already");
        });
  }
}

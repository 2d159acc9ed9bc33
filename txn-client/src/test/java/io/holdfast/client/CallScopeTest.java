package io.holdfast.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.client.error.CommitUndeterminedException;
import io.holdfast.client.error.DeadlineReachedException;
import io.holdfast.client.error.OperationCancelledException;
import io.holdfast.client.fake.FakeCluster.Fault;
import io.holdfast.client.scope.CallScope;
import io.holdfast.client.scope.Cancellation;
import io.holdfast.client.txn.Transaction;
import io.holdfast.protocol.key.KeyMode;
import io.holdfast.protocol.key.KeyRange;
import io.holdfast.runtime.base.Bytes;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Who waits is let go when his scope ends (rule TXN-7), and told nothing that is not so (TXN-6).
 */
final class CallScopeTest extends ClusterTest {
  private static final Duration LIMIT = Duration.ofSeconds(2);
  private static final Duration SLACK = Duration.ofMillis(100);

  CallScopeTest() throws Exception {
    super(29, KeyMode.V1_TXN);
  }

  private void lose(String... methods) {
    cluster.setFaults(
        (method, request) -> List.of(methods).contains(method) ? Fault.LOSE_REQUEST : Fault.NONE);
  }

  private void heal() {
    cluster.setFaults((method, request) -> Fault.NONE);
  }

  /** Runs {@code call} under a deadline; it has to end by it, and not before. */
  private void endsAtDeadline(Class<? extends Throwable> expected, Scoped call) throws Exception {
    run(
        () -> {
          long began = world.nowNanos();
          CallScope scope = db.scope(LIMIT, null);
          assertThatThrownBy(() -> call.run(scope)).isInstanceOf(expected);
          assertThat(Duration.ofNanos(world.nowNanos() - began))
              .isBetween(LIMIT.minus(SLACK), LIMIT.plus(SLACK));
        });
  }

  /** Runs {@code call} and cancels it. */
  private void endsWhenCancelled(Class<? extends Throwable> expected, Scoped call)
      throws Exception {
    run(
        () -> {
          Cancellation cancellation = new Cancellation();
          IllegalStateException reason = new IllegalStateException("the user left");
          Duration later = Duration.ofMillis(700);
          long began = world.nowNanos();
          world.after(later, "cancel", () -> cancellation.cancel(reason));
          CallScope scope = new CallScope(CallScope.NO_DEADLINE, cancellation);
          assertThatThrownBy(() -> call.run(scope))
              .isInstanceOfSatisfying(
                  expected,
                  e -> {
                    if (e instanceof OperationCancelledException) {
                      assertThat(e).hasCause(reason);
                    }
                  });
          assertThat(Duration.ofNanos(world.nowNanos() - began))
              .isBetween(later.minus(SLACK), later.plus(SLACK));
        });
  }

  /** Code under a scope. */
  @FunctionalInterface
  private interface Scoped {
    void run(CallScope scope) throws Exception;
  }

  private void read(CallScope scope) {
    db.read(ReadOptions.latest().within(scope), snap -> snap.scan(KeyRange.ALL).toList());
  }

  private void write(CallScope scope) {
    db.run(
        TxOptions.defaults().within(scope),
        tx -> {
          tx.put(b("a"), b("new"));
          tx.put(b("z"), b("new"));
        });
  }

  private @Nullable Bytes valueOf(String key) {
    return db.read(snap -> snap.get(b(key)));
  }

  @Test
  void aRegionThatDoesNotAnswerHoldsAReaderNoLongerThanItsScope() throws Exception {
    lose("KvScan");
    endsAtDeadline(DeadlineReachedException.class, this::read);
    endsWhenCancelled(OperationCancelledException.class, this::read);
    world.run(Duration.ofSeconds(1));
    // The store heard of it each time: requests that timed out, and the two that were cut.
    assertThat(cluster.droppedCount("KvScan")).isEqualTo(cluster.requestCount("KvScan"));
  }

  @Test
  void neitherDoesABusyStore() throws Exception {
    cluster.setFaults((method, request) -> method.equals("KvScan") ? Fault.BUSY : Fault.NONE);
    endsAtDeadline(DeadlineReachedException.class, this::read);
    endsWhenCancelled(OperationCancelledException.class, this::read);
  }

  @Test
  void neitherDoesAPlacementDriverThatIsAway() throws Exception {
    lose("GetMembers", "GetRegion", "GetStore", "Tso");
    endsAtDeadline(DeadlineReachedException.class, db::currentTimestamp);
    endsWhenCancelled(OperationCancelledException.class, db::currentTimestamp);
    endsAtDeadline(DeadlineReachedException.class, this::write);
    heal();
    run(() -> assertThat(valueOf("a")).isNull());
  }

  @Test
  void neitherDoesTheLockOfALivingTransaction() throws Exception {
    run(() -> db.run(tx -> tx.put(b("a"), b("old"))));
    lose("KvCommit");
    run(
        () -> {
          Transaction holder = db.begin();
          holder.put(b("a"), b("held"));
          var unused = holder.commitAsync();
          while (cluster.mvcc.lockCount() == 0) {
            cluster.client.runtime().sleep(Duration.ofMillis(1));
          }
        });
    endsAtDeadline(DeadlineReachedException.class, this::write);
    endsWhenCancelled(OperationCancelledException.class, this::write);
  }

  @Test
  void aScopeThatHasEndedSendsNothing() throws Exception {
    run(
        () -> {
          int before = cluster.requests.values().stream().mapToInt(each -> each).sum();
          Cancellation cancellation = new Cancellation();
          cancellation.cancel();
          CallScope scope = new CallScope(CallScope.NO_DEADLINE, cancellation);
          assertThatThrownBy(() -> read(scope)).isInstanceOf(OperationCancelledException.class);
          assertThatThrownBy(() -> write(scope)).isInstanceOf(OperationCancelledException.class);
          assertThat(cluster.requests.values().stream().mapToInt(each -> each).sum())
              .isEqualTo(before);
        });
  }

  @Test
  void aCommitEndedBeforeItsPrimaryWasAskedIsRolledBackAndNeverCommitted() throws Exception {
    run(() -> db.run(tx -> tx.put(b("a"), b("old"))));
    cluster.split(b("m"));
    cluster.setFaults(
        (method, request) ->
            method.equals("KvPrewrite") && request.toString().contains("\"z\"")
                ? Fault.LOSE_REQUEST
                : Fault.NONE);
    endsAtDeadline(DeadlineReachedException.class, this::write);
    endsWhenCancelled(OperationCancelledException.class, this::write);
    heal();
    world.run(Duration.ofSeconds(1));
    assertThat(cluster.mvcc.lockCount()).isZero();
    assertThat(cluster.requestCount("KvCommit")).isEqualTo(1);
    run(() -> assertThat(valueOf("a")).isEqualTo(b("old")));
  }

  @Test
  void aTimestampThatComesAfterTheEndCommitsNothing() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    cluster.setFaults(
        (method, request) ->
            method.equals("Tso") && asked.incrementAndGet() > 1 ? Fault.LOSE_REQUEST : Fault.NONE);
    endsAtDeadline(DeadlineReachedException.class, this::write);
    heal();
    world.run(Duration.ofSeconds(20));
    assertThat(cluster.requestCount("KvCommit")).isZero();
    assertThat(cluster.mvcc.lockCount()).isZero();
  }

  @Test
  void aCommitThatMayHaveTakenEffectIsUndeterminedAndSettledBehindTheCallersBack()
      throws Exception {
    for (Fault fault : List.of(Fault.LOSE_REQUEST, Fault.LOSE_ANSWER)) {
      plantAtCommit(fault);
      endsAtDeadline(CommitUndeterminedException.class, this::write);
      assertSettled();
      plantAtCommit(fault);
      endsWhenCancelled(CommitUndeterminedException.class, this::write);
      assertSettled();
    }
  }

  private void plantAtCommit(Fault fault) {
    cluster.setFaults((method, request) -> method.equals("KvCommit") ? fault : Fault.NONE);
  }

  private void assertSettled() throws Exception {
    heal();
    world.run(Duration.ofSeconds(5));
    assertThat(cluster.mvcc.lockCount()).isZero();
    run(() -> assertThat(valueOf("a")).isEqualTo(valueOf("z")));
  }

  @Test
  void aCommitThatWasAlwaysRefusedIsNot() throws Exception {
    cluster.setFaults((method, request) -> method.equals("KvCommit") ? Fault.BUSY : Fault.NONE);
    endsAtDeadline(DeadlineReachedException.class, this::write);
    endsWhenCancelled(OperationCancelledException.class, this::write);
    heal();
    world.run(Duration.ofSeconds(20));
    run(() -> assertThat(valueOf("a")).isNull());
    assertThat(cluster.mvcc.lockCount()).isZero();
  }

  @Test
  void theAnswerOfAPrimaryUnderWayIsWaitedForAMoment() throws Exception {
    run(
        () -> {
          Cancellation cancellation = new Cancellation();
          cluster.setFaults(
              (method, request) -> {
                if (method.equals("KvCommit")) {
                  cancellation.cancel(); // Too late: the store is about to commit.
                }
                return Fault.NONE;
              });
          write(new CallScope(CallScope.NO_DEADLINE, cancellation));
          heal();
          assertThat(valueOf("a")).isEqualTo(b("new"));
        });
  }

  @Test
  void whoWaitsForTheAnswerToAnothersQuestionDoesNotEndWithHim() throws Exception {
    lose("GetRegion");
    run(
        () -> {
          CompletableFuture<?> hasty =
              db.snapshot(ReadOptions.snapshot(1).within(db.scope(Duration.ofMillis(200), null)))
                  .getAsync(b("a"));
          CompletableFuture<?> patient = db.snapshot(ReadOptions.snapshot(1)).getAsync(b("a"));
          assertThatThrownBy(() -> cluster.client.runtime().await(hasty))
              .hasCauseInstanceOf(DeadlineReachedException.class);
          heal();
          cluster.client.runtime().await(patient);
        });
  }

  @Test
  void attemptsOfOneTransactionHaveOneDeadlineTogether() throws Exception {
    AtomicInteger runs = new AtomicInteger();
    endsAtDeadline(
        DeadlineReachedException.class,
        scope ->
            db.run(
                TxOptions.defaults().within(scope),
                tx -> {
                  runs.incrementAndGet();
                  tx.getForUpdate(b("a"));
                  tx.put(b("a"), b(runs.get()));
                  Transaction rival = db.begin();
                  rival.put(b("a"), b("rival"));
                  rival.commit();
                }));
    assertThat(runs.get()).isGreaterThan(3);
  }

  @Test
  void aScopeLeavesNothingBehind() throws Exception {
    run(
        () -> {
          Cancellation cancellation = new Cancellation();
          CallScope scope = db.scope(Duration.ofMinutes(1), cancellation);
          for (int i = 0; i < 10; i++) {
            read(scope);
            write(scope);
          }
          assertThat(cancellation.calls()).isZero();
        });
  }
}

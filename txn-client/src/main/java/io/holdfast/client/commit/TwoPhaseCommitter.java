package io.holdfast.client.commit;

import io.holdfast.client.error.CommitTooLateException;
import io.holdfast.client.error.CommitUndeterminedException;
import io.holdfast.client.error.RetryableException;
import io.holdfast.client.error.TxnException;
import io.holdfast.client.error.TxnTimeoutException;
import io.holdfast.client.error.WriteConflictException;
import io.holdfast.client.lock.TxnHeartbeat;
import io.holdfast.client.lock.TxnStatus;
import io.holdfast.client.region.RegionBatches;
import io.holdfast.client.region.RegionBatches.Outcome;
import io.holdfast.client.region.RegionCall;
import io.holdfast.client.rpc.Async;
import io.holdfast.client.rpc.RetryBudget;
import io.holdfast.client.rpc.RetryReason;
import io.holdfast.protocol.key.ProtoBytes;
import io.holdfast.protocol.wire.kvrpcpb.BatchRollbackRequest;
import io.holdfast.protocol.wire.kvrpcpb.BatchRollbackResponse;
import io.holdfast.protocol.wire.kvrpcpb.CommitRequest;
import io.holdfast.protocol.wire.kvrpcpb.CommitResponse;
import io.holdfast.protocol.wire.kvrpcpb.KeyError;
import io.holdfast.protocol.wire.tikvpb.TikvGrpc;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.runtime.loop.EventLoop;
import io.holdfast.runtime.loop.LoopConfined;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Commits one transaction. An outcome that cannot be learnt is its own error (TXN-6).
 *
 * <pre>
 *   prewrite all keys ──▶ commit timestamp ──▶ commit the primary ──▶ answer; other keys follow
 *        │ conflict            │ terms not met       │ refused: ask the primary what happened
 *        ▼                     ▼                     │ no answer: repeat; the request is idempotent
 *   roll back, error    roll back, error             ▼ time is up: look the outcome up, else
 *                                              CommitUndeterminedException
 * </pre>
 *
 * <p>The primary decides (Percolator §2.2). A commit request that may have been executed is never
 * followed by a rollback of ours; only the primary's own answer says that nothing happened.
 *
 * <p>The end of the scope (rule TXN-7): before the primary was asked to commit the transaction is
 * rolled back and that is the answer; afterwards the answer is given a moment, then the outcome is
 * reported as unknown while the commit is still settled in the background.
 */
@LoopConfined("client-loop")
public final class TwoPhaseCommitter {
  /** Commit timestamps tried when readers push ours: each push needs a reader in between. */
  private static final int COMMIT_TIMESTAMPS_MAX = 64;

  /** Time for roll-backs and for the commit of the other keys; whoever meets them resolves them. */
  private static final long FOLLOW_UP_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** A failed transaction waits this long for its roll-back, so that its next try meets no lock. */
  private static final long ROLLBACK_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  /** An answer of the primary on its way is worth so much more of the caller's time. */
  private static final long ANSWER_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final CommitServices services;
  private final List<Mutation> mutations;
  private final long startTs;
  private final CommitTerms terms;
  private final RetryBudget budget;

  /** For requests to commit the primary: they are never cut. */
  private final RetryBudget decisive;

  private final @Nullable Mutation primary;
  private final TxnHeartbeat heartbeat;
  private final PrewritePhase prewrite;
  private final CompletableFuture<CommitResult> result = new CompletableFuture<>();

  /** Set by the first try to commit the primary that may have been executed unseen. */
  private boolean maybeCommitted;

  /** A request to commit the primary is on its way, or may have been executed. */
  private boolean deciding;

  private boolean abandoned;
  private int commitTimestamps;

  /**
   * {@code mutations} are sorted by key, one per key; {@code beganNanos} is when the start
   * timestamp was taken; {@code terms} must hold at every commit timestamp tried.
   */
  public TwoPhaseCommitter(
      CommitServices services,
      List<Mutation> mutations,
      long startTs,
      long beganNanos,
      CommitTerms terms,
      RetryBudget budget) {
    this.services = services;
    this.terms = terms;
    this.mutations = List.copyOf(mutations);
    this.startTs = startTs;
    this.budget = budget;
    this.decisive = budget.uncut();
    this.primary = shortestLocked(mutations);
    Bytes primaryKey = primary != null ? primary.key() : mutations.get(0).key();
    this.heartbeat =
        new TxnHeartbeat(
            services.loop(),
            services.sender(),
            services.keyMode(),
            primaryKey,
            startTs,
            beganNanos,
            PrewritePhase.LOCK_TTL_MILLIS,
            budget.detached());
    this.prewrite =
        new PrewritePhase(
            services, this.mutations, primaryKey, startTs, beganNanos, budget, heartbeat::start);
  }

  /** Every lock repeats the key of the primary. */
  private static @Nullable Mutation shortestLocked(List<Mutation> mutations) {
    return mutations.stream()
        .filter(mutation -> mutation.kind().locks())
        .min(Comparator.comparingInt(mutation -> mutation.key().length()))
        .orElse(null);
  }

  /** Runs the commit. Fails with a public error. */
  public CompletableFuture<CommitResult> commit() {
    budget.scope().onEnd(this::end);
    Async.then(
        prewrite.run(),
        result,
        (done, failure) -> {
          if (abandoned) {
            return;
          }
          if (failure != null) {
            abandon(failure);
          } else if (primary == null) {
            result.complete(new CommitResult(startTs, startTs)); // Checks only; nothing is locked.
          } else {
            fetchTimestamp(primary.key(), 0);
          }
        });
    return result;
  }

  /**
   * Nobody waits any more. Says what is true by now: never that nothing happened if it may have.
   */
  private void end() {
    TxnException why = budget.scope().ended();
    if (why == null || result.isDone()) {
      return;
    }
    if (deciding) {
      services.loop().schedule(ANSWER_WAIT_NANOS, () -> reportUndetermined(why));
    } else {
      abandon(why);
    }
  }

  private void fetchTimestamp(Bytes primaryKey, long atLeast) {
    if (++commitTimestamps > COMMIT_TIMESTAMPS_MAX) {
      abandon(new WriteConflictException(primaryKey, "pushed by readers too often"));
      return;
    }
    Async.then(
        services.timestamps().next(budget),
        result,
        (commitTs, failure) -> {
          if (abandoned) {
            return;
          }
          if (failure != null) {
            abandon(failure);
          } else if (commitTs < atLeast) {
            fetchTimestamp(primaryKey, atLeast);
          } else {
            checkTerms(primaryKey, commitTs);
          }
        });
  }

  /** Everything is locked, nothing is committed: the last moment to say no. */
  private void checkTerms(Bytes primaryKey, long commitTs) {
    if (commitTs >= terms.bound()) {
      abandon(new CommitTooLateException(commitTs, terms.bound()));
      return;
    }
    CommitTerms.Check check = terms.check();
    if (check == null) {
      commitPrimary(primaryKey, commitTs, decisive);
      return;
    }
    Async.then(
        run(check, commitTs),
        result,
        (agreed, refusal) -> {
          if (abandoned) {
            return;
          }
          if (refusal != null) {
            abandon(refusal);
          } else {
            commitPrimary(primaryKey, commitTs, decisive);
          }
        });
  }

  /** Completes on the loop, at the end of the budget at the latest. */
  private CompletableFuture<Boolean> run(CommitTerms.Check check, long commitTs) {
    CompletableFuture<Boolean> checked = new CompletableFuture<>();
    EventLoop.Timer timer =
        services
            .loop()
            .schedule(
                budget.leftNanos(),
                () ->
                    checked.completeExceptionally(
                        new TxnTimeoutException("the check of the commit took too long", null)));
    CompletableFuture<?> running;
    try {
      running = check.start(commitTs);
    } catch (RuntimeException e) {
      running = CompletableFuture.failedFuture(e);
    }
    // The check may end on any thread; the commit goes on in its loop.
    Async.then(
        running,
        checked,
        (agreed, refusal) ->
            services
                .loop()
                .execute(
                    () -> {
                      timer.cancel();
                      if (refusal == null) {
                        checked.complete(true);
                      } else {
                        checked.completeExceptionally(refusal);
                      }
                    }));
    return checked;
  }

  private void commitPrimary(Bytes primaryKey, long commitTs, RetryBudget time) {
    deciding = true;
    Async.then(
        services
            .sender()
            .call(
                services.keyMode().position(primaryKey),
                commitCall(List.of(primaryKey), commitTs),
                time,
                () -> maybeCommitted = true),
        result,
        (answer, failure) -> {
          if (failure == null) {
            primaryAnswered(primaryKey, commitTs, answer, time);
          } else if (!maybeCommitted) {
            abandon(failure); // Every try was refused before it had any effect.
          } else if (time == decisive && (failure instanceof RetryableException || ended())) {
            // Repeating is safe, and the first answer settles it, whatever happened before.
            commitPrimary(primaryKey, commitTs, time.successor(services.settleNanos()));
          } else {
            undetermined(failure);
          }
        });
  }

  private boolean ended() {
    return budget.scope().ended() != null;
  }

  private void primaryAnswered(
      Bytes primaryKey, long commitTs, CommitResponse answer, RetryBudget time) {
    if (!answer.hasError()) {
      committed(primaryKey, commitTs);
      return;
    }
    KeyError error = answer.getError();
    if (error.hasCommitTsExpired()) {
      // The lock is still there, so no earlier try has committed it: a later timestamp is safe.
      maybeCommitted = false;
      deciding = false;
      TxnException why = budget.scope().ended();
      if (why != null) {
        abandon(why);
        return;
      }
      fetchTimestamp(primaryKey, error.getCommitTsExpired().getMinCommitTs());
      return;
    }
    if (error.hasLocked() || KeyErrors.isLockLost(error)) {
      askPrimary(primaryKey, commitTs, error, time);
      return;
    }
    if (maybeCommitted) {
      undetermined(KeyErrors.toException(error, primaryKey));
    } else {
      abandon(KeyErrors.toException(error, primaryKey));
    }
  }

  /** The lock is gone: somebody rolled it back, or committed it for us after a lost answer. */
  private void askPrimary(Bytes primaryKey, long commitTs, KeyError error, RetryBudget time) {
    Async.then(
        services.locks().outcomeOf(primaryKey, startTs, time),
        result,
        (status, failure) -> {
          if (failure != null) {
            undetermined(failure);
          } else if (status.kind() == TxnStatus.Kind.COMMITTED) {
            committed(primaryKey, status.commitTs());
          } else if (status.kind() == TxnStatus.Kind.ROLLED_BACK) {
            maybeCommitted = false; // A rollback record forbids it for ever.
            abandon(KeyErrors.toException(error, primaryKey));
          } else {
            Async.then(
                time.pause(RetryReason.LOCKED, "primary " + primaryKey + " is still locked"),
                result,
                (due, exhausted) -> {
                  if (exhausted != null) {
                    undetermined(exhausted);
                  } else {
                    commitPrimary(primaryKey, commitTs, time);
                  }
                });
          }
        });
  }

  private void committed(Bytes primaryKey, long commitTs) {
    heartbeat.stop();
    result.complete(new CommitResult(startTs, commitTs));
    List<Bytes> others =
        mutations.stream()
            .filter(mutation -> mutation.kind().locks() && !mutation.key().equals(primaryKey))
            .map(Mutation::key)
            .toList();
    if (!others.isEmpty()) {
      services.background().accept(commitOthers(others, commitTs));
    }
  }

  private void undetermined(Throwable cause) {
    heartbeat.stop();
    reportUndetermined(cause);
  }

  private void reportUndetermined(Throwable cause) {
    result.completeExceptionally(
        new CommitUndeterminedException(
            "commit of the transaction started at "
                + startTs
                + " was sent, its outcome is unknown: "
                + cause.getMessage(),
            cause));
  }

  /** Nothing is committed and nothing will be: remove what may have been locked, then fail. */
  private void abandon(Throwable failure) {
    abandoned = true;
    heartbeat.stop();
    List<Bytes> keys =
        mutations.stream().filter(mutation -> mutation.kind().locks()).map(Mutation::key).toList();
    if (keys.isEmpty() || !prewrite.mayHaveLocked()) {
      result.completeExceptionally(failure);
      return;
    }
    CompletableFuture<Void> rolledBack = rollback(keys);
    services.background().accept(rolledBack);
    if (ended()) {
      result.completeExceptionally(failure); // Nobody has the time to wait for it.
      return;
    }
    services.loop().schedule(ROLLBACK_WAIT_NANOS, () -> result.completeExceptionally(failure));
    Async.then(rolledBack, result, (done, ignored) -> result.completeExceptionally(failure));
  }

  private CompletableFuture<Void> commitOthers(List<Bytes> keys, long commitTs) {
    RetryBudget time = budget.successor(FOLLOW_UP_NANOS);
    return overKeys(
        keys,
        time,
        (route, batch) -> {
          CompletableFuture<Outcome<Bytes>> sent = new CompletableFuture<>();
          Async.onSuccess(
              services.sender().attempt(route, commitCall(batch, commitTs), time),
              sent,
              attempt ->
                  // A key error means that a reader has resolved the lock before us.
                  sent.complete(
                      attempt.answer() != null ? Outcome.done() : Outcome.refused(batch, attempt)));
          return sent;
        });
  }

  private CompletableFuture<Void> rollback(List<Bytes> keys) {
    RetryBudget time = budget.successor(FOLLOW_UP_NANOS);
    return overKeys(
        keys,
        time,
        (route, batch) -> {
          CompletableFuture<Outcome<Bytes>> sent = new CompletableFuture<>();
          Async.onSuccess(
              services.sender().attempt(route, rollbackCall(batch), time),
              sent,
              attempt ->
                  sent.complete(
                      attempt.answer() != null ? Outcome.done() : Outcome.refused(batch, attempt)));
          return sent;
        });
  }

  private CompletableFuture<Void> overKeys(
      List<Bytes> keys, RetryBudget time, RegionBatches.BatchCall<Bytes> call) {
    return RegionBatches.run(
        services.sender().locator(),
        keys,
        key -> services.keyMode().position(key),
        Bytes::length,
        time,
        call);
  }

  private RegionCall<CommitRequest, CommitResponse> commitCall(List<Bytes> keys, long commitTs) {
    return new RegionCall<>(
        TikvGrpc.getKvCommitMethod(),
        context ->
            CommitRequest.newBuilder()
                .setContext(context)
                .setStartVersion(startTs)
                .setCommitVersion(commitTs)
                .addAllKeys(ProtoBytes.toWire(keys))
                .build(),
        answer -> answer.hasRegionError() ? answer.getRegionError() : null);
  }

  private RegionCall<BatchRollbackRequest, BatchRollbackResponse> rollbackCall(List<Bytes> keys) {
    return new RegionCall<>(
        TikvGrpc.getKvBatchRollbackMethod(),
        context ->
            BatchRollbackRequest.newBuilder()
                .setContext(context)
                .setStartVersion(startTs)
                .addAllKeys(ProtoBytes.toWire(keys))
                .build(),
        answer -> answer.hasRegionError() ? answer.getRegionError() : null);
  }
}

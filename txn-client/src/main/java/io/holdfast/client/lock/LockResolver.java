package io.holdfast.client.lock;

import io.holdfast.client.error.RequestFailedException;
import io.holdfast.client.region.RegionCall;
import io.holdfast.client.region.RegionSender;
import io.holdfast.client.rpc.Async;
import io.holdfast.client.rpc.RetryBudget;
import io.holdfast.client.tso.TimestampClient;
import io.holdfast.protocol.id.Timestamp;
import io.holdfast.protocol.key.KeyMode;
import io.holdfast.protocol.key.ProtoBytes;
import io.holdfast.protocol.wire.kvrpcpb.Action;
import io.holdfast.protocol.wire.kvrpcpb.CheckTxnStatusRequest;
import io.holdfast.protocol.wire.kvrpcpb.CheckTxnStatusResponse;
import io.holdfast.protocol.wire.kvrpcpb.KeyError;
import io.holdfast.protocol.wire.kvrpcpb.LockInfo;
import io.holdfast.protocol.wire.kvrpcpb.ResolveLockRequest;
import io.holdfast.protocol.wire.kvrpcpb.ResolveLockResponse;
import io.holdfast.protocol.wire.tikvpb.TikvGrpc;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.runtime.loop.LoopConfined;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;

/**
 * Removes locks that are in the way, or says how long to wait. For each owner: ask the primary; a
 * committed owner's lock is committed, a dead one's rolled back, a living one is waited for, or, by
 * a reader, pushed to commit later and then passed.
 */
@LoopConfined("client-loop")
public final class LockResolver {
  /** From this size on an owner's locks are resolved by region, not one by one. */
  private static final long LARGE_TXN_KEYS_MIN = 16;

  /** Final states remembered: 2,048 recent owners cover the locks of a burst. */
  private static final int STATUSES_MAX = 2_048;

  /**
   * What the caller does next.
   *
   * @param alive owners that are in the way and must be waited for, by age
   * @param passable owners whose locks a reader may pass
   */
  public record Resolution(SortedSet<Long> alive, List<Long> passable) {
    /** False: retry at once. */
    public boolean mustWait() {
      return !alive.isEmpty();
    }
  }

  /** Work on one list of locks. */
  private static final class Pass {
    private final List<LockInfo> locks;
    private final long callerStartTs;
    private final long currentTs;
    private final RetryBudget budget;
    private final CompletableFuture<Resolution> result;
    private final List<Long> passable = new ArrayList<>();
    private final TreeSet<Bytes> cleanedWhole = new TreeSet<>();
    private final TreeSet<Long> alive = new TreeSet<>(Long::compareUnsigned);

    Pass(
        List<LockInfo> locks,
        long callerStartTs,
        long currentTs,
        RetryBudget budget,
        CompletableFuture<Resolution> result) {
      this.locks = locks;
      this.callerStartTs = callerStartTs;
      this.currentTs = currentTs;
      this.budget = budget;
      this.result = result;
    }
  }

  private final RegionSender sender;
  private final TimestampClient timestamps;
  private final KeyMode keyMode;
  private final LinkedHashMap<Long, TxnStatus> finalStatuses =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, TxnStatus> eldest) {
          return size() > STATUSES_MAX;
        }
      };

  /** Starts knowing nothing. */
  public LockResolver(RegionSender sender, TimestampClient timestamps, KeyMode keyMode) {
    this.sender = sender;
    this.timestamps = timestamps;
    this.keyMode = keyMode;
  }

  /**
   * Deals with locks met by a reader at {@code callerStartTs}, or by a writer, which passes 0: it
   * cannot pass a lock, so it has no use for pushing its owner.
   */
  public CompletableFuture<Resolution> resolve(
      List<LockInfo> locks, long callerStartTs, RetryBudget budget) {
    CompletableFuture<Resolution> result = new CompletableFuture<>();
    Async.onSuccess(
        timestamps.next(budget),
        result,
        currentTs -> step(new Pass(locks, callerStartTs, currentTs, budget, result), 0));
    return result;
  }

  /** A loop, not a chain of calls: a page of a scan may meet thousands of locks of one owner. */
  private void step(Pass pass, int from) {
    for (int at = from; at < pass.locks.size(); at++) {
      CompletableFuture<Boolean> dealtWith = dealWith(pass.locks.get(at), pass);
      if (!dealtWith.isDone() || dealtWith.isCompletedExceptionally()) {
        int next = at + 1;
        Async.onSuccess(dealtWith, pass.result, done -> step(pass, next));
        return;
      }
    }
    pass.result.complete(new Resolution(pass.alive, pass.passable));
  }

  private CompletableFuture<Boolean> dealWith(LockInfo lock, Pass pass) {
    CompletableFuture<Boolean> result = new CompletableFuture<>();
    Async.onSuccess(
        statusOf(lock, pass),
        result,
        status -> {
          if (status.isFinal()) {
            Async.onSuccess(cleanUp(lock, status, pass), result, done -> result.complete(true));
            return;
          }
          if (status.pushed()) {
            pass.passable.add(lock.getLockVersion());
          } else {
            pass.alive.add(lock.getLockVersion());
          }
          result.complete(true);
        });
    return result;
  }

  private CompletableFuture<TxnStatus> statusOf(LockInfo lock, Pass pass) {
    TxnStatus known = finalStatuses.get(lock.getLockVersion());
    if (known != null) {
      return CompletableFuture.completedFuture(known);
    }
    CompletableFuture<TxnStatus> result = new CompletableFuture<>();
    Bytes primary = ProtoBytes.fromWire(lock.getPrimaryLock());
    CompletableFuture<CheckTxnStatusResponse> asked =
        ask(primary, lock, pass.callerStartTs, pass.currentTs, false, pass.budget);
    Async.onSuccess(
        asked,
        result,
        answer -> {
          if (!answer.hasError() || !answer.getError().hasTxnNotFound()) {
            complete(lock.getLockVersion(), answer, result);
            return;
          }
          long diesAtMillis =
              Timestamp.physicalMillis(lock.getLockVersion()) + Math.max(1, lock.getLockTtl());
          if (Timestamp.physicalMillis(pass.currentTs) < diesAtMillis) {
            // The prewrite of its primary may still be on its way.
            result.complete(TxnStatus.alive(lock.getLockTtl(), false));
            return;
          }
          Async.onSuccess(
              ask(primary, lock, pass.callerStartTs, pass.currentTs, true, pass.budget),
              result,
              second -> complete(lock.getLockVersion(), second, result));
        });
    return result;
  }

  private CompletableFuture<CheckTxnStatusResponse> ask(
      Bytes primary,
      LockInfo lock,
      long callerStartTs,
      long currentTs,
      boolean rollbackIfAbsent,
      RetryBudget budget) {
    return check(
        primary,
        lock.getLockVersion(),
        callerStartTs,
        currentTs,
        rollbackIfAbsent,
        lock.getUseAsyncCommit(),
        budget);
  }

  /**
   * Asks a primary what became of its transaction and makes sure there is an answer: if nothing is
   * known there, a rollback record is written, after which the transaction can never commit.
   */
  public CompletableFuture<TxnStatus> outcomeOf(Bytes primary, long startTs, RetryBudget budget) {
    CompletableFuture<TxnStatus> result = new CompletableFuture<>();
    Async.onSuccess(
        timestamps.next(budget),
        result,
        currentTs ->
            Async.onSuccess(
                check(primary, startTs, 0, currentTs, true, false, budget),
                result,
                answer -> complete(startTs, answer, result)));
    return result;
  }

  private CompletableFuture<CheckTxnStatusResponse> check(
      Bytes primary,
      long startTs,
      long callerStartTs,
      long currentTs,
      boolean rollbackIfAbsent,
      boolean asyncCommit,
      RetryBudget budget) {
    return sender.call(
        keyMode.position(primary),
        new RegionCall<>(
            TikvGrpc.getKvCheckTxnStatusMethod(),
            context ->
                CheckTxnStatusRequest.newBuilder()
                    .setContext(context)
                    .setPrimaryKey(ProtoBytes.toWire(primary))
                    .setLockTs(startTs)
                    .setCallerStartTs(callerStartTs)
                    .setCurrentTs(currentTs)
                    .setRollbackIfNotExist(rollbackIfAbsent)
                    .setForceSyncCommit(asyncCommit)
                    .build(),
            answer -> answer.hasRegionError() ? answer.getRegionError() : null),
        budget);
  }

  private void complete(
      long startTs, CheckTxnStatusResponse answer, CompletableFuture<TxnStatus> result) {
    if (answer.hasError()) {
      result.completeExceptionally(
          unexpected("check of transaction " + startTs, answer.getError()));
      return;
    }
    TxnStatus status;
    if (answer.getCommitVersion() != 0) {
      status = TxnStatus.committed(answer.getCommitVersion());
    } else if (answer.getLockTtl() == 0) {
      status = TxnStatus.rolledBack();
    } else {
      status = TxnStatus.alive(answer.getLockTtl(), answer.getAction() == Action.MinCommitTSPushed);
    }
    if (status.isFinal()) {
      finalStatuses.put(startTs, status);
    }
    result.complete(status);
  }

  private CompletableFuture<Void> cleanUp(LockInfo lock, TxnStatus status, Pass pass) {
    Bytes key = ProtoBytes.fromWire(lock.getKey());
    boolean whole = lock.getTxnSize() >= LARGE_TXN_KEYS_MIN;
    if (whole && pass.cleanedWhole.contains(key)) {
      return CompletableFuture.completedFuture(null);
    }
    RegionCall<ResolveLockRequest, ResolveLockResponse> call =
        new RegionCall<>(
            TikvGrpc.getKvResolveLockMethod(),
            context -> {
              ResolveLockRequest.Builder request =
                  ResolveLockRequest.newBuilder()
                      .setContext(context)
                      .setStartVersion(lock.getLockVersion())
                      .setCommitVersion(status.commitTs());
              if (!whole) {
                request.addKeys(lock.getKey());
              }
              return request.build();
            },
            answer -> answer.hasRegionError() ? answer.getRegionError() : null);
    CompletableFuture<Void> result = new CompletableFuture<>();
    Async.onSuccess(
        sender.call(keyMode.position(key), call, pass.budget),
        result,
        answer -> {
          if (answer.hasError()) {
            result.completeExceptionally(
                unexpected("clean-up of transaction " + lock.getLockVersion(), answer.getError()));
            return;
          }
          if (whole) {
            noteCleaned(lock, pass);
          }
          result.complete(null);
        });
    return result;
  }

  /** Other locks of the same owner in the same list probably went with the same request. */
  private static void noteCleaned(LockInfo lock, Pass pass) {
    for (LockInfo other : pass.locks) {
      if (other.getLockVersion() == lock.getLockVersion()) {
        pass.cleanedWhole.add(ProtoBytes.fromWire(other.getKey()));
      }
    }
  }

  private static RequestFailedException unexpected(String what, KeyError error) {
    return new RequestFailedException(what + " failed: " + error.toString().strip(), null);
  }
}

package io.holdfast.client.commit;

import io.holdfast.client.error.WriteConflictException;
import io.holdfast.client.region.RegionBatches;
import io.holdfast.client.region.RegionBatches.Outcome;
import io.holdfast.client.region.RegionCall;
import io.holdfast.client.region.RegionRoute;
import io.holdfast.client.rpc.Async;
import io.holdfast.client.rpc.RetryBudget;
import io.holdfast.client.rpc.RetryReason;
import io.holdfast.protocol.key.ProtoBytes;
import io.holdfast.protocol.wire.kvrpcpb.KeyError;
import io.holdfast.protocol.wire.kvrpcpb.LockInfo;
import io.holdfast.protocol.wire.kvrpcpb.PrewriteRequest;
import io.holdfast.protocol.wire.kvrpcpb.PrewriteResponse;
import io.holdfast.protocol.wire.tikvpb.TikvGrpc;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.runtime.loop.LoopConfined;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The first phase: locks every key, all regions in parallel. Locks of others are resolved or waited
 * for; a conflict ends the phase. A prewrite is idempotent, so a batch without an answer is sent
 * again.
 *
 * <p>It waits only for owners that began before it, so that no two wait for each other (TXN-9). The
 * lock of a younger owner is a conflict already: if that commits, it does so after our start.
 */
@LoopConfined("client-loop")
final class PrewritePhase {
  /** Life of a lock without heart-beats: how long a dead client's locks stop readers. */
  static final long LOCK_TTL_MILLIS = 3_000;

  private final CommitServices services;
  private final List<Mutation> mutations;
  private final Bytes primaryKey;
  private final long startTs;
  private final long beganNanos;
  private final RetryBudget budget;
  private final Runnable primaryLocked;
  private boolean sent;
  private boolean primaryNoted;

  PrewritePhase(
      CommitServices services,
      List<Mutation> mutations,
      Bytes primaryKey,
      long startTs,
      long beganNanos,
      RetryBudget budget,
      Runnable primaryLocked) {
    this.services = services;
    this.mutations = mutations;
    this.primaryKey = primaryKey;
    this.startTs = startTs;
    this.beganNanos = beganNanos;
    this.budget = budget;
    this.primaryLocked = primaryLocked;
  }

  CompletableFuture<Void> run() {
    return RegionBatches.run(
        services.sender().locator(),
        mutations,
        mutation -> services.keyMode().position(mutation.key()),
        mutation -> mutation.sizeBytes() + primaryKey.length(), // Each lock names the primary.
        budget,
        this::send);
  }

  /** False while no request has left: then there is nothing to roll back. */
  boolean mayHaveLocked() {
    return sent;
  }

  private CompletableFuture<Outcome<Mutation>> send(RegionRoute route, List<Mutation> batch) {
    sent = true;
    CompletableFuture<Outcome<Mutation>> result = new CompletableFuture<>();
    Async.onSuccess(
        services.sender().attempt(route, call(batch), budget),
        result,
        attempt -> {
          PrewriteResponse answer = attempt.answer();
          if (answer == null) {
            result.complete(Outcome.refused(batch, attempt));
          } else if (answer.getErrorsCount() == 0) {
            notePrimary(batch);
            result.complete(Outcome.done());
          } else {
            refused(batch, answer.getErrorsList(), result);
          }
        });
    return result;
  }

  private void notePrimary(List<Mutation> batch) {
    if (!primaryNoted && batch.stream().anyMatch(each -> each.key().equals(primaryKey))) {
      primaryNoted = true;
      primaryLocked.run();
    }
  }

  private void refused(
      List<Mutation> batch, List<KeyError> errors, CompletableFuture<Outcome<Mutation>> result) {
    List<LockInfo> locks = new ArrayList<>();
    for (KeyError error : errors) {
      if (!error.hasLocked()) {
        result.completeExceptionally(KeyErrors.toException(error, batch.get(0).key()));
        return;
      }
      locks.add(error.getLocked());
    }
    Async.onSuccess(
        services.locks().resolve(locks, 0, budget),
        result,
        resolution -> {
          if (!resolution.mustWait()) {
            result.complete(Outcome.again(batch));
            return;
          }
          Bytes locked = ProtoBytes.fromWire(locks.get(0).getKey());
          long youngest = resolution.alive().last();
          if (Long.compareUnsigned(youngest, startTs) > 0) {
            result.completeExceptionally(
                new WriteConflictException(
                    locked, "locked by a transaction that began later, at " + youngest));
            return;
          }
          Async.onSuccess(
              budget.pause(RetryReason.LOCKED, "key " + locked + " is locked"),
              result,
              due -> result.complete(Outcome.again(batch)));
        });
  }

  private RegionCall<PrewriteRequest, PrewriteResponse> call(List<Mutation> batch) {
    // A lock's life counts from the start timestamp, so what has passed since is added.
    long ageMillis = TimeUnit.NANOSECONDS.toMillis(services.loop().clock().nanos() - beganNanos);
    return new RegionCall<>(
        TikvGrpc.getKvPrewriteMethod(),
        context -> {
          PrewriteRequest.Builder request =
              PrewriteRequest.newBuilder()
                  .setContext(context.setSystemKeys(services.systemKeys()))
                  .setPrimaryLock(ProtoBytes.toWire(primaryKey))
                  .setStartVersion(startTs)
                  .setLockTtl(ageMillis + LOCK_TTL_MILLIS)
                  .setTxnSize(mutations.size())
                  // Not zero: readers may push it instead of waiting for us.
                  .setMinCommitTs(startTs + 1);
          batch.forEach(mutation -> request.addMutations(mutation.toWire()));
          return request.build();
        },
        answer -> answer.hasRegionError() ? answer.getRegionError() : null);
  }
}

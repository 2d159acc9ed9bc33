package io.holdfast.client.raw;

import io.holdfast.client.error.ClientClosedException;
import io.holdfast.client.error.CommitUndeterminedException;
import io.holdfast.client.region.RegionSender;
import io.holdfast.client.rpc.Async;
import io.holdfast.client.rpc.Operations;
import io.holdfast.client.rpc.RetryBudget;
import io.holdfast.client.scope.CallScope;
import io.holdfast.client.scope.LiveScope;
import io.holdfast.client.txn.KeyValue;
import io.holdfast.client.txn.Limits;
import io.holdfast.client.txn.ScanBuilder;
import io.holdfast.protocol.key.KeyRange;
import io.holdfast.runtime.base.Bytes;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Raw key-value access. Thread-safe.
 *
 * <p>Puts and deletes are repeated while their answers are lost, so they may take effect more than
 * once; what somebody else wrote in between is then overwritten. A compare-and-swap is never
 * repeated after a lost answer: it ends with {@link
 * io.holdfast.client.error.CommitUndeterminedException}.
 */
public final class RawClient {
  private final Operations operations;
  private final RawCalls calls;
  private final RandomGenerator random;
  private final long operationNanos;

  private final CallScope scope;

  /** Made by the client; {@code operationNanos} limits one operation with all its retries. */
  public RawClient(
      Operations operations, RegionSender sender, RandomGenerator random, long operationNanos) {
    this(operations, new RawCalls(sender), random, operationNanos, CallScope.NONE);
  }

  private RawClient(
      Operations operations,
      RawCalls calls,
      RandomGenerator random,
      long operationNanos,
      CallScope scope) {
    this.operations = operations;
    this.calls = calls;
    this.random = random;
    this.operationNanos = operationNanos;
    this.scope = scope;
  }

  /**
   * The same access, ended by {@code value}: a read then fails with its reason, a write with {@link
   * CommitUndeterminedException}, as it may have taken effect.
   */
  public RawClient within(CallScope value) {
    return new RawClient(operations, calls, random, operationNanos, value);
  }

  private <T> CompletableFuture<T> start(Function<RetryBudget, CompletableFuture<T>> body) {
    return operations.start(scope, live -> body.apply(budget(live)));
  }

  private RetryBudget budget(LiveScope live) {
    return new RetryBudget(operations.loop(), random, operationNanos, live);
  }

  private <T> CompletableFuture<T> startWrite(Function<RetryBudget, CompletableFuture<T>> body) {
    return operations.startUncut(
        scope,
        live -> {
          CompletableFuture<T> result = new CompletableFuture<>();
          live.onEnd(() -> result.completeExceptionally(undetermined(live.ended())));
          Async.then(
              body.apply(budget(live)),
              result,
              (value, failure) -> {
                if (failure == null) {
                  result.complete(value);
                } else {
                  result.completeExceptionally(
                      live.ended() == null ? failure : undetermined(failure));
                }
              });
          return result;
        },
        () -> new ClientClosedException("the client was closed"));
  }

  private static CommitUndeterminedException undetermined(@Nullable Throwable why) {
    return new CommitUndeterminedException("the write was given up: " + why, why);
  }

  private CompletableFuture<Optional<Bytes>> startGet(Bytes key) {
    Limits.checkKey(key);
    return start(budget -> calls.get(key, budget));
  }

  /** The value of a key; null when there is none. */
  public @Nullable Bytes get(Bytes key) {
    return operations.await(startGet(key)).orElse(null);
  }

  /** As {@link #get}. */
  public CompletableFuture<Optional<Bytes>> getAsync(Bytes key) {
    return operations.handOut(startGet(key));
  }

  private CompletableFuture<Void> startPut(Bytes key, Bytes value) {
    Limits.checkEntry(key, value);
    return startWrite(budget -> calls.put(key, value, budget));
  }

  /** Writes a value. */
  public void put(Bytes key, Bytes value) {
    operations.await(startPut(key, value));
  }

  /** As {@link #put}. */
  public CompletableFuture<Void> putAsync(Bytes key, Bytes value) {
    return operations.handOut(startPut(key, value));
  }

  private CompletableFuture<Void> startDelete(Bytes key) {
    Limits.checkKey(key);
    return startWrite(budget -> calls.delete(key, budget));
  }

  /** Removes a key. */
  public void delete(Bytes key) {
    operations.await(startDelete(key));
  }

  /** As {@link #delete}. */
  public CompletableFuture<Void> deleteAsync(Bytes key) {
    return operations.handOut(startDelete(key));
  }

  private CompletableFuture<CasResult> startSwap(Bytes key, @Nullable Bytes expected, Bytes value) {
    Limits.checkEntry(key, value);
    return startWrite(budget -> calls.compareAndSwap(key, expected, value, budget));
  }

  /** Writes {@code value} iff the key has the value {@code expected}; null means no value. */
  public CasResult compareAndSwap(Bytes key, @Nullable Bytes expected, Bytes value) {
    return operations.await(startSwap(key, expected, value));
  }

  /** As {@link #compareAndSwap}. */
  public CompletableFuture<CasResult> compareAndSwapAsync(
      Bytes key, @Nullable Bytes expected, Bytes value) {
    return operations.handOut(startSwap(key, expected, value));
  }

  private CompletableFuture<NavigableMap<Bytes, Bytes>> startBatchGet(List<Bytes> keys) {
    List<Bytes> copy = List.copyOf(keys);
    copy.forEach(Limits::checkKey);
    return start(budget -> calls.batchGet(copy, budget));
  }

  /** The keys that exist, with their values. */
  public NavigableMap<Bytes, Bytes> batchGet(List<Bytes> keys) {
    return operations.await(startBatchGet(keys));
  }

  /** As {@link #batchGet}. */
  public CompletableFuture<NavigableMap<Bytes, Bytes>> batchGetAsync(List<Bytes> keys) {
    return operations.handOut(startBatchGet(keys));
  }

  private CompletableFuture<Void> startBatchPut(List<KeyValue> entries) {
    List<KeyValue> copy = List.copyOf(entries);
    copy.forEach(entry -> Limits.checkEntry(entry.key(), entry.value()));
    return startWrite(budget -> calls.batchPut(copy, budget));
  }

  /** Writes values; not atomic. */
  public void batchPut(List<KeyValue> entries) {
    operations.await(startBatchPut(entries));
  }

  /** As {@link #batchPut}. */
  public CompletableFuture<Void> batchPutAsync(List<KeyValue> entries) {
    return operations.handOut(startBatchPut(entries));
  }

  private CompletableFuture<Void> startBatchDelete(List<Bytes> keys) {
    List<Bytes> copy = List.copyOf(keys);
    copy.forEach(Limits::checkKey);
    return startWrite(budget -> calls.batchDelete(copy, budget));
  }

  /** Removes keys; not atomic. */
  public void batchDelete(List<Bytes> keys) {
    operations.await(startBatchDelete(keys));
  }

  /** As {@link #batchDelete}. */
  public CompletableFuture<Void> batchDeleteAsync(List<Bytes> keys) {
    return operations.handOut(startBatchDelete(keys));
  }

  /** Removes all keys of a range, region by region; not atomic. */
  public void deleteRange(KeyRange range) {
    operations.await(startWrite(budget -> calls.deleteRange(range, budget)));
  }

  /** As {@link #deleteRange}. */
  public CompletableFuture<Void> deleteRangeAsync(KeyRange range) {
    return operations.handOut(startWrite(budget -> calls.deleteRange(range, budget)));
  }

  /** A scan of a range; it sees each region as of the moment it gets there. */
  public ScanBuilder scan(KeyRange range) {
    return new ScanBuilder(
        operations,
        (reverse, keysOnly) -> {
          RawScan scan = new RawScan(calls.sender(), range, reverse, keysOnly);
          return entriesMax -> start(budget -> scan.next(entriesMax, budget));
        });
  }

  /** A scan of all keys with a prefix. */
  public ScanBuilder scanPrefix(Bytes prefix) {
    return scan(new KeyRange(prefix, prefix.prefixEnd()));
  }
}

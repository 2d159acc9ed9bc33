package io.holdfast.client.txn;

import io.holdfast.client.commit.CommitResult;
import io.holdfast.client.commit.CommitTerms;
import io.holdfast.client.commit.Mutation;
import io.holdfast.client.commit.TwoPhaseCommitter;
import io.holdfast.client.error.CommitUndeterminedException;
import io.holdfast.client.error.OperationInterruptedException;
import io.holdfast.client.rpc.RetryBudget;
import io.holdfast.client.scope.CallScope;
import io.holdfast.client.scope.LiveScope;
import io.holdfast.protocol.key.KeyRange;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.runtime.loop.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An optimistic transaction under snapshot isolation. Reads see the database as of the start and
 * the own writes over it; writes wait in memory until {@link #commit()}, which fails with a
 * conflict if somebody else has changed one of the written keys since the start.
 *
 * <p>Used by one thread at a time. After {@link #commit()}, {@link #rollback()} or {@link #close()}
 * every other call throws {@link IllegalStateException}. Writes never talk to the cluster.
 */
public final class Transaction implements ReadView, AutoCloseable {
  private enum State {
    ACTIVE,
    COMMITTING,
    COMMITTED,
    ROLLED_BACK,
    FAILED
  }

  private final TxnServices services;
  private final Snapshot snapshot;
  private final long beganNanos;
  private final long deadlineNanos;
  private final CallScope scope;
  private final MemBuffer buffer;
  private CommitTerms terms = CommitTerms.NONE;
  private volatile State state = State.ACTIVE;

  /** Made by the client; {@code beganNanos} is when the start timestamp was asked for. */
  public Transaction(
      TxnServices services, long startTs, long beganNanos, long deadlineNanos, CallScope scope) {
    this.services = services;
    this.buffer = new MemBuffer(services.commit().systemKeys());
    this.scope = scope;
    this.snapshot = new Snapshot(services, startTs, deadlineNanos, scope);
    this.beganNanos = beganNanos;
    this.deadlineNanos = deadlineNanos;
  }

  private void checkActive() {
    if (state != State.ACTIVE) {
      throw new IllegalStateException("the transaction has ended: " + state);
    }
  }

  /** True while reads and writes are possible. */
  public boolean isActive() {
    return state == State.ACTIVE;
  }

  @Override
  public long timestamp() {
    return snapshot.timestamp();
  }

  @Override
  public @Nullable Bytes get(Bytes key) {
    checkActive();
    Mutation own = hiding(key);
    return own == null ? snapshot.get(key) : valueOf(own).orElse(null);
  }

  @Override
  public CompletableFuture<Optional<Bytes>> getAsync(Bytes key) {
    checkActive();
    Mutation own = hiding(key);
    return own == null ? snapshot.getAsync(key) : CompletableFuture.completedFuture(valueOf(own));
  }

  /** The own write that hides the snapshot at {@code key}, if any. */
  private @Nullable Mutation hiding(Bytes key) {
    Mutation own = buffer.get(key);
    return own == null || own.kind() == Mutation.Kind.LOCK ? null : own;
  }

  private static Optional<Bytes> valueOf(Mutation own) {
    return MemBuffer.writesValue(own) ? Optional.of(own.value()) : Optional.empty();
  }

  /**
   * Reads a key and makes the commit conflict with whoever changes it after this transaction's
   * start, as if it had been written. Nobody is kept from writing meanwhile: the check is made at
   * commit.
   */
  public @Nullable Bytes getForUpdate(Bytes key) {
    Bytes value = get(key);
    buffer.lock(key);
    return value;
  }

  /** As {@link #getForUpdate}. */
  public CompletableFuture<Optional<Bytes>> getForUpdateAsync(Bytes key) {
    CompletableFuture<Optional<Bytes>> value = getAsync(key);
    buffer.lock(key);
    return value;
  }

  /** Makes the commit conflict with whoever changes the key after the start, without reading it. */
  public void lock(Bytes key) {
    checkActive();
    buffer.lock(key);
  }

  /**
   * The commit also conflicts with whoever has written or locked the key after {@code ts}, a
   * timestamp before the start: the key, which is written or locked here as well, was held since
   * then. A later write of the key forgets it.
   */
  public void unchangedSince(Bytes key, long ts) {
    checkActive();
    buffer.unchangedSince(key, ts);
  }

  /**
   * The commit must take effect at a timestamp below {@code bound}; else it fails with {@link
   * io.holdfast.client.error.CommitTooLateException} and nothing is committed. The lowest bound
   * counts. A transaction without writes commits at its start and meets every bound.
   */
  public void commitBefore(long bound) {
    checkActive();
    terms = terms.withBound(bound);
  }

  /**
   * Asks {@code check} once all writes are locked and the commit timestamp is known, before
   * anything is committed. It is given the database as of that timestamp, without the own writes:
   * what is read there stays so, because whoever commits later does so at a later timestamp. When
   * its future fails, nothing is committed and the commit fails the same way. It may be asked
   * again, at a later timestamp.
   *
   * <p>Called on the client's loop: it must not block there.
   */
  public void checkAtCommit(Function<? super Snapshot, CompletableFuture<?>> check) {
    checkActive();
    terms =
        terms.withCheck(
            commitTs ->
                check.apply(
                    Snapshot.underLocksOf(services, timestamp(), commitTs, deadlineNanos, scope)));
  }

  @Override
  public NavigableMap<Bytes, Bytes> batchGet(List<Bytes> keys) {
    checkActive();
    TreeMap<Bytes, Bytes> values = new TreeMap<>();
    List<Bytes> remote = splitOwn(keys, values);
    if (!remote.isEmpty()) {
      values.putAll(snapshot.batchGet(remote));
    }
    return values;
  }

  @Override
  public CompletableFuture<NavigableMap<Bytes, Bytes>> batchGetAsync(List<Bytes> keys) {
    checkActive();
    TreeMap<Bytes, Bytes> values = new TreeMap<>();
    List<Bytes> remote = splitOwn(keys, values);
    if (remote.isEmpty()) {
      return CompletableFuture.completedFuture(values);
    }
    return snapshot
        .batchGetAsync(remote)
        .thenApply(
            found -> {
              values.putAll(found);
              return values;
            });
  }

  private List<Bytes> splitOwn(List<Bytes> keys, NavigableMap<Bytes, Bytes> values) {
    List<Bytes> remote = new ArrayList<>();
    for (Bytes key : keys) {
      Mutation own = hiding(key);
      if (own == null) {
        remote.add(key);
      } else {
        valueOf(own).ifPresent(value -> values.put(key, value));
      }
    }
    return remote;
  }

  /** Sees the writes made before the scan is opened. */
  @Override
  public ScanBuilder scan(KeyRange range) {
    checkActive();
    return new ScanBuilder(
        services.operations(),
        (reverse, keysOnly) -> {
          checkActive();
          ScanMerge merge = new ScanMerge(buffer.hiding(range, reverse), reverse, keysOnly);
          PageSource pages = snapshot.pages(range, reverse, keysOnly);
          return entriesMax ->
              pages.next(entriesMax).thenApply(page -> new Page(merge.merge(page), page.last()));
        });
  }

  /** Writes a value. */
  public void put(Bytes key, Bytes value) {
    checkActive();
    buffer.put(key, value);
  }

  /** As {@link #put(Bytes, Bytes)}; copies. */
  public void put(byte[] key, byte[] value) {
    put(Bytes.copyOf(key), Bytes.copyOf(value));
  }

  /**
   * Writes a value where there is none. If there is one, the commit fails with {@link
   * io.holdfast.client.error.KeyExistsException}; at once when this transaction wrote it.
   */
  public void insert(Bytes key, Bytes value) {
    checkActive();
    buffer.insert(key, value);
  }

  /** Removes a key. */
  public void delete(Bytes key) {
    checkActive();
    buffer.delete(key);
  }

  /** As {@link #delete(Bytes)}; copies. */
  public void delete(byte[] key) {
    delete(Bytes.copyOf(key));
  }

  /** Removes all keys of a range that this transaction sees; answers how many. */
  public long deleteRange(KeyRange range) {
    long count = 0;
    try (Scan scan = scan(range).keysOnly().batch(ScanBuilder.BATCH_MAX).open()) {
      for (KeyValue entry : scan) {
        buffer.delete(entry.key());
        count++;
      }
    }
    return count;
  }

  /** Keys written so far. */
  public int writeCount() {
    return buffer.size();
  }

  /** Bytes of the keys and values written so far. */
  public long writeBytes() {
    return buffer.sizeBytes();
  }

  /**
   * Commits. When it returns the writes are durable and visible to every later transaction.
   *
   * @throws io.holdfast.client.error.RetryableException when nothing was committed and a fresh
   *     transaction may succeed
   * @throws CommitUndeterminedException when the outcome could not be learnt in time, or before the
   *     scope of the transaction ended
   * @throws io.holdfast.client.error.DeadlineReachedException when nothing was committed at the end
   *     of the scope; likewise {@link io.holdfast.client.error.OperationCancelledException}
   */
  public CommitResult commit() {
    CompletableFuture<CommitResult> committing = startCommit();
    try {
      return services.operations().await(committing);
    } catch (OperationInterruptedException e) {
      throw new CommitUndeterminedException("interrupted while committing", e);
    }
  }

  /** As {@link #commit()}. */
  public CompletableFuture<CommitResult> commitAsync() {
    return services.operations().handOut(startCommit());
  }

  /**
   * As {@link #commitAsync()} for a caller that only blocks on the future: it completes on the
   * client's own loop, so nothing may be attached to it that does more than wake somebody.
   */
  public CompletableFuture<CommitResult> commitToAwait() {
    return startCommit();
  }

  private CompletableFuture<CommitResult> startCommit() {
    checkActive();
    List<Mutation> mutations = buffer.mutations();
    if (mutations.isEmpty()) {
      state = State.COMMITTED;
      return CompletableFuture.completedFuture(new CommitResult(timestamp(), timestamp()));
    }
    state = State.COMMITTING;
    CommitTerms agreed = terms;
    CompletableFuture<CommitResult> committing =
        services
            .operations()
            .startUncut(
                scope,
                live -> committer(mutations, agreed, live).commit(),
                () -> new CommitUndeterminedException("the client was closed meanwhile", null));
    return committing.whenComplete(
        (result, failure) -> state = failure == null ? State.COMMITTED : State.FAILED);
  }

  private TwoPhaseCommitter committer(
      List<Mutation> mutations, CommitTerms agreed, LiveScope live) {
    EventLoop loop = services.operations().loop();
    long left = Math.max(0, deadlineNanos - loop.clock().nanos());
    return new TwoPhaseCommitter(
        services.commit(),
        mutations,
        timestamp(),
        beganNanos,
        agreed,
        new RetryBudget(loop, services.random(), left, live));
  }

  /** Forgets all writes. Nothing has been sent, so there is nothing to undo in the cluster. */
  public void rollback() {
    checkActive();
    state = State.ROLLED_BACK;
  }

  /** Rolls back unless the transaction has ended. */
  @Override
  public void close() {
    if (state == State.ACTIVE) {
      state = State.ROLLED_BACK;
    }
  }
}

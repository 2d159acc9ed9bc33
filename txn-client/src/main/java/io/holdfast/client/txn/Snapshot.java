package io.holdfast.client.txn;

import io.holdfast.client.rpc.RetryBudget;
import io.holdfast.client.scope.CallScope;
import io.holdfast.protocol.key.KeyRange;
import io.holdfast.runtime.base.Bytes;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The database as it was at one timestamp, read-only. Thread-safe. */
public final class Snapshot implements ReadView {
  private final TxnServices services;
  private final SnapshotReader reader;
  private final long ts;
  private final long deadlineNanos;
  private final Supplier<CallScope> scope;

  /** Made by the client. Every read ends before {@code deadlineNanos}, and with the scope. */
  public Snapshot(TxnServices services, long ts, long deadlineNanos, CallScope scope) {
    this(services, services.reader(ts), ts, deadlineNanos, () -> scope);
  }

  private Snapshot(
      TxnServices services,
      SnapshotReader reader,
      long ts,
      long deadlineNanos,
      Supplier<CallScope> scope) {
    this.services = services;
    this.reader = reader;
    this.ts = ts;
    this.deadlineNanos = deadlineNanos;
    this.scope = scope;
  }

  /** The state at {@code ts} without the writes of {@code ownStartTs}, whose locks are passed. */
  static Snapshot underLocksOf(
      TxnServices services, long ownStartTs, long ts, long deadlineNanos, CallScope scope) {
    return new Snapshot(
        services, services.readerUnderLocksOf(ownStartTs, ts), ts, deadlineNanos, () -> scope);
  }

  /**
   * The same state for somebody whose wishes change: each read, and each page of a scan, runs under
   * the scope that {@code now} answers when it begins, on the reading thread.
   */
  public Snapshot within(Supplier<CallScope> now) {
    return new Snapshot(services, reader, ts, deadlineNanos, now);
  }

  private <T> CompletableFuture<T> start(Function<RetryBudget, CompletableFuture<T>> body) {
    return services
        .operations()
        .start(scope.get(), live -> body.apply(services.budget(deadlineNanos, live)));
  }

  @Override
  public long timestamp() {
    return ts;
  }

  CompletableFuture<Optional<Bytes>> read(Bytes key) {
    Limits.checkKey(key);
    return start(budget -> reader.get(key, budget));
  }

  CompletableFuture<NavigableMap<Bytes, Bytes>> readAll(List<Bytes> keys) {
    keys.forEach(Limits::checkKey);
    List<Bytes> copy = List.copyOf(keys);
    return start(budget -> reader.batchGet(copy, budget));
  }

  PageSource pages(KeyRange range, boolean reverse, boolean keysOnly) {
    SnapshotScan scan = new SnapshotScan(reader, range, reverse, keysOnly);
    return entriesMax -> start(budget -> scan.next(entriesMax, budget));
  }

  @Override
  public @Nullable Bytes get(Bytes key) {
    return services.operations().await(read(key)).orElse(null);
  }

  @Override
  public CompletableFuture<Optional<Bytes>> getAsync(Bytes key) {
    return services.operations().handOut(read(key));
  }

  @Override
  public NavigableMap<Bytes, Bytes> batchGet(List<Bytes> keys) {
    return services.operations().await(readAll(keys));
  }

  @Override
  public CompletableFuture<NavigableMap<Bytes, Bytes>> batchGetAsync(List<Bytes> keys) {
    return services.operations().handOut(readAll(keys));
  }

  @Override
  public ScanBuilder scan(KeyRange range) {
    return new ScanBuilder(
        services.operations(), (reverse, keysOnly) -> pages(range, reverse, keysOnly));
  }
}

package io.holdfast.client.txn;

import io.holdfast.protocol.key.KeyRange;
import io.holdfast.runtime.base.Bytes;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The database as it was at one timestamp, read-only. Thread-safe. */
public final class Snapshot implements ReadView {
  private final TxnServices services;
  private final SnapshotReader reader;
  private final long ts;
  private final long deadlineNanos;

  /** Made by the client. Every read ends before {@code deadlineNanos}. */
  public Snapshot(TxnServices services, long ts, long deadlineNanos) {
    this(services, services.reader(ts), ts, deadlineNanos);
  }

  private Snapshot(TxnServices services, SnapshotReader reader, long ts, long deadlineNanos) {
    this.services = services;
    this.reader = reader;
    this.ts = ts;
    this.deadlineNanos = deadlineNanos;
  }

  /** The state at {@code ts} without the writes of {@code ownStartTs}, whose locks are passed. */
  static Snapshot underLocksOf(TxnServices services, long ownStartTs, long ts, long deadlineNanos) {
    return new Snapshot(services, services.readerUnderLocksOf(ownStartTs, ts), ts, deadlineNanos);
  }

  @Override
  public long timestamp() {
    return ts;
  }

  CompletableFuture<Optional<Bytes>> read(Bytes key) {
    Limits.checkKey(key);
    return services.operations().start(() -> reader.get(key, services.budget(deadlineNanos)));
  }

  CompletableFuture<NavigableMap<Bytes, Bytes>> readAll(List<Bytes> keys) {
    keys.forEach(Limits::checkKey);
    List<Bytes> copy = List.copyOf(keys);
    return services.operations().start(() -> reader.batchGet(copy, services.budget(deadlineNanos)));
  }

  PageSource pages(KeyRange range, boolean reverse, boolean keysOnly) {
    SnapshotScan scan = new SnapshotScan(reader, range, reverse, keysOnly);
    return entriesMax ->
        services.operations().start(() -> scan.next(entriesMax, services.budget(deadlineNanos)));
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

package io.holdfast.endtoend.planted;

import io.holdfast.client.txn.KeyValue;
import io.holdfast.protocol.id.Timestamp;
import io.holdfast.protocol.key.KeyRange;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.sql.catalog.CatalogLease;
import io.holdfast.sql.catalog.CatalogStore;
import io.holdfast.sql.txn.StatementLimits;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A planted bug: who waits for leases to end (rule SQL-1) is told at once that they have. Whoever
 * sleeps here does nothing else; the next timestamp of the same thread is the one it waits for.
 */
final class ImpatientStore implements CatalogStore {
  private final CatalogStore store;
  private final ThreadLocal<Boolean> slept = ThreadLocal.withInitial(() -> false);

  ImpatientStore(CatalogStore store) {
    this.store = store;
  }

  @Override
  public CatalogStore within(Supplier<StatementLimits> limits) {
    return new ImpatientStore(store.within(limits));
  }

  @Override
  public long currentTimestamp() {
    long now = store.currentTimestamp();
    if (slept.get()) {
      slept.set(false);
      return CatalogLease.after(now) + Timestamp.compose(1, 0);
    }
    return now;
  }

  @Override
  public void sleep(Duration time) {
    slept.set(true);
  }

  @Override
  public @Nullable Bytes get(long ts, Bytes key) {
    return store.get(ts, key);
  }

  @Override
  public List<KeyValue> scan(long ts, KeyRange range, int limit) {
    return store.scan(ts, range, limit);
  }

  @Override
  public <R> R transact(Function<Writes, R> body) {
    return store.transact(body);
  }

  @Override
  public long nanos() {
    return store.nanos();
  }
}

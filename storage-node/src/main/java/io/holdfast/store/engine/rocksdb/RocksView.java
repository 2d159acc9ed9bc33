package io.holdfast.store.engine.rocksdb;

import io.holdfast.runtime.base.Bytes;
import io.holdfast.store.engine.EngineIterator;
import io.holdfast.store.engine.EngineSnapshot;
import io.holdfast.store.engine.EngineUsers;
import io.holdfast.store.engine.Family;
import org.jspecify.annotations.Nullable;

/** One reader of a native snapshot. */
final class RocksView implements EngineSnapshot {
  private final RocksEngine engine;
  private final RocksSnapshots.Shared shared;
  private final EngineUsers.Handle handle;

  RocksView(RocksEngine engine, RocksSnapshots snapshots) {
    RocksSnapshots.Shared taken = snapshots.take();
    this.engine = engine;
    this.shared = taken;
    this.handle = engine.users().opened(() -> snapshots.release(taken));
  }

  @Override
  public @Nullable Bytes get(Family family, Bytes key) {
    handle.check();
    return engine.get(family, key, shared.options);
  }

  @Override
  public EngineIterator iterator(Family family, Bytes lowerInclusive, Bytes upperExclusive) {
    handle.check();
    return engine.iterator(family, lowerInclusive, upperExclusive, shared.snapshot);
  }

  @Override
  public void close() {
    handle.close();
  }
}

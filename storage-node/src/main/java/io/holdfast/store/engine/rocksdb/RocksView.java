package io.holdfast.store.engine.rocksdb;

import io.holdfast.runtime.base.Bytes;
import io.holdfast.store.engine.EngineIterator;
import io.holdfast.store.engine.EngineSnapshot;
import io.holdfast.store.engine.EngineUsers;
import io.holdfast.store.engine.Family;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.Snapshot;

/** A native snapshot. */
final class RocksView implements EngineSnapshot {
  private final RocksEngine engine;
  private final RocksDB db;
  private final Snapshot snapshot;
  private final ReadOptions options;
  private final EngineUsers.Handle handle;

  RocksView(RocksEngine engine, RocksDB db) {
    this.engine = engine;
    this.db = db;
    this.snapshot = db.getSnapshot();
    this.options = new ReadOptions().setSnapshot(snapshot);
    this.handle = engine.users().opened(this::release);
  }

  @Override
  public @Nullable Bytes get(Family family, Bytes key) {
    handle.check();
    return engine.get(family, key, options);
  }

  @Override
  public EngineIterator iterator(Family family, Bytes lowerInclusive, Bytes upperExclusive) {
    handle.check();
    return engine.iterator(family, lowerInclusive, upperExclusive, snapshot);
  }

  @Override
  public void close() {
    handle.close();
  }

  private void release() {
    options.close();
    db.releaseSnapshot(snapshot);
    snapshot.close();
  }
}

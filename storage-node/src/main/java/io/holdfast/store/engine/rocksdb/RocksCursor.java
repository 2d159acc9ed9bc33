package io.holdfast.store.engine.rocksdb;

import io.holdfast.runtime.base.Bytes;
import io.holdfast.store.engine.EngineIterator;
import io.holdfast.store.engine.OpenHandles;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;
import org.rocksdb.Snapshot;

/** A native iterator with the options and bounds that must outlive it. */
final class RocksCursor implements EngineIterator {
  private final OpenHandles handles;
  private final long handle;
  private final ReadOptions options;
  private final @Nullable Slice lower;
  private final @Nullable Slice upper;
  private final RocksIterator iterator;
  private @Nullable Bytes key; // Of the current position, copied once; null until asked for.

  RocksCursor(
      RocksDB db,
      ColumnFamilyHandle column,
      @Nullable Snapshot snapshot,
      Bytes lowerInclusive,
      Bytes upperExclusive,
      OpenHandles handles) {
    this.handles = handles;
    this.options = new ReadOptions();
    this.lower = bound(lowerInclusive);
    this.upper = bound(upperExclusive);
    if (snapshot != null) {
      options.setSnapshot(snapshot);
    }
    if (lower != null) {
      options.setIterateLowerBound(lower);
    }
    if (upper != null) {
      options.setIterateUpperBound(upper);
    }
    this.iterator = db.newIterator(column, options);
    this.handle = handles.opened(this::release);
  }

  private static @Nullable Slice bound(Bytes key) {
    return key.isEmpty() ? null : new Slice(key.readOnlyArray());
  }

  @Override
  public void seek(Bytes target) {
    key = null;
    iterator.seek(target.readOnlyArray());
  }

  @Override
  public void seekForPrev(Bytes target) {
    key = null;
    iterator.seekForPrev(target.readOnlyArray());
  }

  @Override
  public void seekToFirst() {
    key = null;
    iterator.seekToFirst();
  }

  @Override
  public void seekToLast() {
    key = null;
    iterator.seekToLast();
  }

  @Override
  public boolean valid() {
    if (iterator.isValid()) {
      return true;
    }
    try {
      // The end of the range and a read error look alike until the status is asked.
      iterator.status();
    } catch (RocksDBException e) {
      throw RocksErrors.translate("iterate", e);
    }
    return false;
  }

  @Override
  public void next() {
    key = null;
    iterator.next();
  }

  @Override
  public void prev() {
    key = null;
    iterator.prev();
  }

  @Override
  public Bytes key() {
    Bytes known = key;
    if (known == null) {
      known = Bytes.wrap(iterator.key());
      key = known;
    }
    return known;
  }

  @Override
  public Bytes value() {
    return Bytes.wrap(iterator.value());
  }

  @Override
  public void close() {
    if (handles.closed(handle)) {
      release();
    }
  }

  private void release() {
    iterator.close();
    options.close();
    if (lower != null) {
      lower.close();
    }
    if (upper != null) {
      upper.close();
    }
  }
}

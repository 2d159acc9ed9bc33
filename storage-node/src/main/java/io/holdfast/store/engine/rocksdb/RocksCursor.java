package io.holdfast.store.engine.rocksdb;

import io.holdfast.runtime.base.Bytes;
import io.holdfast.store.engine.EngineIterator;
import io.holdfast.store.engine.EngineUsers;
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
  private final EngineUsers.Handle handle;
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
      EngineUsers users) {
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
    this.handle = users.opened(this::release);
  }

  private static @Nullable Slice bound(Bytes key) {
    return key.isEmpty() ? null : new Slice(key.readOnlyArray());
  }

  @Override
  public void seek(Bytes target) {
    handle.check();
    key = null;
    iterator.seek(target.readOnlyArray());
  }

  @Override
  public void seekForPrev(Bytes target) {
    handle.check();
    key = null;
    iterator.seekForPrev(target.readOnlyArray());
  }

  @Override
  public void seekToFirst() {
    handle.check();
    key = null;
    iterator.seekToFirst();
  }

  @Override
  public void seekToLast() {
    handle.check();
    key = null;
    iterator.seekToLast();
  }

  @Override
  public boolean valid() {
    handle.check();
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
    handle.check();
    key = null;
    iterator.next();
  }

  @Override
  public void prev() {
    handle.check();
    key = null;
    iterator.prev();
  }

  @Override
  public Bytes key() {
    Bytes known = key;
    if (known == null) {
      handle.check();
      known = Bytes.wrap(iterator.key());
      key = known;
    }
    return known;
  }

  @Override
  public Bytes value() {
    handle.check();
    return Bytes.wrap(iterator.value());
  }

  @Override
  public void close() {
    handle.close();
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

package io.holdfast.store.engine.rocksdb;

import org.jspecify.annotations.Nullable;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.Snapshot;

/**
 * The native snapshots of one engine. Who asks for one while nothing was written since the last one
 * that is still open gets that one: it shows what a new one would show, and taking and releasing
 * one costs as much as a look-up. So the reads of one batch share one, taken after the last of them
 * had arrived. Thread-safe.
 */
final class RocksSnapshots {
  private final RocksDB db;
  private @Nullable Shared latest; // Guarded by this.

  RocksSnapshots(RocksDB db) {
    this.db = db;
  }

  /** A native snapshot and how many read it. */
  static final class Shared {
    final Snapshot snapshot;
    final ReadOptions options;
    private final long sequence;
    private int users = 1; // Guarded by the room it is of.

    private Shared(RocksDB db) {
      snapshot = db.getSnapshot();
      options = new ReadOptions().setSnapshot(snapshot);
      sequence = snapshot.getSequenceNumber();
    }
  }

  /** The present state; given back with {@link #release}. */
  synchronized Shared take() {
    Shared present = latest;
    if (present != null && present.sequence == db.getLatestSequenceNumber()) {
      present.users++;
      return present;
    }
    Shared fresh = new Shared(db);
    latest = fresh;
    return fresh;
  }

  synchronized void release(Shared used) {
    used.users--;
    if (used.users > 0) {
      return;
    }
    if (latest == used) {
      latest = null;
    }
    used.options.close();
    db.releaseSnapshot(used.snapshot);
    used.snapshot.close();
  }
}

package io.holdfast.store.engine.rocksdb;

import io.holdfast.runtime.base.Bytes;
import io.holdfast.runtime.base.Invariant;
import io.holdfast.store.engine.EngineIterator;
import io.holdfast.store.engine.EngineSnapshot;
import io.holdfast.store.engine.EngineUsers;
import io.holdfast.store.engine.Family;
import io.holdfast.store.engine.KvEngine;
import io.holdfast.store.engine.WriteBatch;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.FlushOptions;
import org.rocksdb.Range;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.SizeApproximationFlag;
import org.rocksdb.Slice;
import org.rocksdb.Snapshot;
import org.rocksdb.WriteOptions;

/**
 * One RocksDB database with our four families.
 *
 * <p>RocksDB is thread-safe; what it does not forgive is use after close, so every call and every
 * handle is counted, and the memory is freed only when there are none (rule D10).
 */
public final class RocksEngine implements KvEngine {
  /**
   * Stands for plus infinity where RocksDB wants an end: greater than every legal key, since a key
   * of 8 KiB takes at most 9 KiB + 9 in its encoded form.
   */
  private static final byte[] ABOVE_ALL_KEYS = new byte[10 * 1024];

  static {
    RocksLibrary.load();
    Arrays.fill(ABOVE_ALL_KEYS, (byte) 0xFF);
  }

  private final RocksTuning tuning;
  private final RocksDB db;
  private final EnumMap<Family, ColumnFamilyHandle> columns;
  private final BatchLayout layout;
  private final RocksReserve reserve;
  private final ReadOptions readOptions;
  private final WriteOptions writeOptions;
  private final EngineUsers users = new EngineUsers();
  private final RocksSnapshots snapshots;

  private RocksEngine(
      RocksTuning tuning,
      RocksDB db,
      EnumMap<Family, ColumnFamilyHandle> columns,
      RocksReserve reserve) {
    this.tuning = tuning;
    this.db = db;
    this.snapshots = new RocksSnapshots(db);
    this.reserve = reserve;
    this.columns = columns;
    EnumMap<Family, Integer> numbers = new EnumMap<>(Family.class);
    columns.forEach((family, column) -> numbers.put(family, column.getID()));
    this.layout = new BatchLayout(numbers, Bytes.wrap(ABOVE_ALL_KEYS));
    this.readOptions = tuning.own(new ReadOptions());
    this.writeOptions = tuning.own(new WriteOptions()).setSync(false).setDisableWAL(false);
  }

  /** Opens or creates the database in {@code directory}, whose parent exists. */
  public static RocksEngine open(Path directory, RocksOptions options) {
    RocksTuning tuning = null;
    try {
      tuning = new RocksTuning(options);
      List<ColumnFamilyDescriptor> descriptors = new ArrayList<>();
      for (Family family : Family.values()) {
        byte[] name = family.columnName().getBytes(StandardCharsets.UTF_8);
        descriptors.add(new ColumnFamilyDescriptor(name, tuning.family(family)));
      }
      List<ColumnFamilyHandle> opened = new ArrayList<>();
      RocksDB db = RocksDB.open(tuning.database(), directory.toString(), descriptors, opened);
      EnumMap<Family, ColumnFamilyHandle> columns = new EnumMap<>(Family.class);
      for (Family family : Family.values()) {
        columns.put(family, opened.get(columns.size())); // In the order of the descriptors.
      }
      RocksReserve reserve = new RocksReserve(directory, options, tuning.space());
      boolean unused = reserve.restore(); // Tried again by whoever finds the disk full.
      return new RocksEngine(tuning, db, columns, reserve);
    } catch (RocksDBException e) {
      if (tuning != null) {
        tuning.close();
      }
      throw RocksErrors.translate("open", e);
    }
  }

  EngineUsers users() {
    return users;
  }

  private ColumnFamilyHandle column(Family family) {
    ColumnFamilyHandle column = columns.get(family);
    if (column == null) {
      throw Invariant.unreachable("Family without a column " + family);
    }
    return column;
  }

  @Override
  public @Nullable Bytes get(Family family, Bytes key) {
    users.enter();
    try {
      return get(family, key, readOptions);
    } finally {
      users.exit();
    }
  }

  @Nullable Bytes get(Family family, Bytes key, ReadOptions options) {
    try {
      byte[] value = db.get(column(family), options, key.readOnlyArray());
      return value == null ? null : Bytes.wrap(value);
    } catch (RocksDBException e) {
      throw RocksErrors.translate("get", e);
    }
  }

  @Override
  public EngineIterator iterator(Family family, Bytes lowerInclusive, Bytes upperExclusive) {
    users.enter();
    try {
      return iterator(family, lowerInclusive, upperExclusive, null);
    } finally {
      users.exit();
    }
  }

  EngineIterator iterator(
      Family family, Bytes lowerInclusive, Bytes upperExclusive, @Nullable Snapshot snapshot) {
    return new RocksCursor(db, column(family), snapshot, lowerInclusive, upperExclusive, users);
  }

  @Override
  public void write(WriteBatch batch) {
    if (batch.isEmpty()) {
      return;
    }
    users.enter();
    try (org.rocksdb.WriteBatch encoded = new org.rocksdb.WriteBatch(layout.encode(batch))) {
      db.write(writeOptions, encoded);
    } catch (RocksDBException e) {
      throw RocksErrors.translate("write", e);
    } finally {
      users.exit();
    }
  }

  @Override
  public EngineSnapshot snapshot() {
    users.enter();
    try {
      return new RocksView(this, snapshots);
    } finally {
      users.exit();
    }
  }

  @Override
  public void syncWal() {
    users.enter();
    try {
      db.syncWal();
    } catch (RocksDBException e) {
      throw RocksErrors.ofSync("syncWal", e);
    } finally {
      users.exit();
    }
  }

  @Override
  public void flush() {
    users.enter();
    try (FlushOptions options = new FlushOptions().setWaitForFlush(true)) {
      db.flush(options, List.copyOf(columns.values()));
    } catch (RocksDBException e) {
      throw RocksErrors.translate("flush", e);
    } finally {
      users.exit();
    }
  }

  @Override
  public boolean releaseReserve() {
    users.enter();
    try {
      return reserve.release();
    } finally {
      users.exit();
    }
  }

  @Override
  public boolean restoreReserve() {
    users.enter();
    try {
      return reserve.restore();
    } finally {
      users.exit();
    }
  }

  @Override
  public long approximateSizeBytes(Family family, Bytes start, Bytes end) {
    if (!end.isEmpty() && start.compareTo(end) >= 0) {
      return 0;
    }
    users.enter();
    try (Slice from = new Slice(start.readOnlyArray());
        Slice to = new Slice(end.isEmpty() ? ABOVE_ALL_KEYS : end.readOnlyArray())) {
      long[] sizes =
          db.getApproximateSizes(
              column(family),
              List.of(new Range(from, to)),
              SizeApproximationFlag.INCLUDE_FILES,
              SizeApproximationFlag.INCLUDE_MEMTABLES);
      return sizes[0];
    } finally {
      users.exit();
    }
  }

  @Override
  public int openHandles() {
    return users.count();
  }

  @Override
  public void refuseUsers() {
    users.refuse();
  }

  @Override
  public boolean closeIfUnused() {
    if (users.end()) {
      free();
    }
    return users.ended();
  }

  @Override
  public void leak() {
    users.giveUp();
  }

  @Override
  public void abandon() {
    if (users.ended()) {
      return;
    }
    if (users.endForced()) {
      free();
    } else {
      leak();
    }
  }

  @Override
  public void close() {
    if (users.ended()) {
      return;
    }
    users.checkNoneOpen();
    users.refuse();
    Invariant.check(closeIfUnused(), "D10 engine closed while it is used", "open", openHandles());
  }

  private void free() {
    columns.values().forEach(ColumnFamilyHandle::close);
    db.close();
    tuning.close();
  }
}

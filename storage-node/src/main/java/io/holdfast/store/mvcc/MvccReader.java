package io.holdfast.store.mvcc;

import io.holdfast.protocol.key.KeyRange;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.runtime.base.Invariant;
import io.holdfast.store.engine.EngineIterator;
import io.holdfast.store.engine.EngineReader;
import io.holdfast.store.engine.Family;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Looks at locks and records of one snapshot. Keeps one cursor over the write family, opened when
 * first needed, because opening one costs more than moving it; whoever made the reader closes it.
 */
public final class MvccReader implements AutoCloseable {
  private final EngineReader engine;
  private final KeyRange region;
  private @Nullable EngineIterator writes;

  /** Reads {@code engine} within {@code region} (engine positions). */
  public MvccReader(EngineReader engine, KeyRange region) {
    this.engine = engine;
    this.region = region;
  }

  private EngineIterator writes() {
    EngineIterator open = writes;
    if (open == null) {
      open = engine.iterator(Family.WRITE, region.start(), region.end());
      writes = open;
    }
    return open;
  }

  /** The lock of a key. */
  public @Nullable Lock lock(Bytes encoded) {
    Bytes stored = engine.get(Family.LOCK, encoded);
    return stored == null ? null : Lock.decode(stored);
  }

  /** The record of a key at exactly {@code ts}, a rollback included. */
  public @Nullable Write recordAt(Bytes encoded, long ts) {
    Bytes stored = engine.get(Family.WRITE, MvccKeys.versioned(encoded, ts));
    return stored == null ? null : Write.decode(stored);
  }

  /** The newest record of a key at or below {@code ts}, of any type. */
  public @Nullable CommittedWrite newestRecord(Bytes encoded, long ts) {
    EngineIterator cursor = writes();
    cursor.seek(MvccKeys.versioned(encoded, ts));
    return current(cursor, encoded);
  }

  /** The newest Put or Delete at or below {@code ts}: what a reader there sees. */
  public @Nullable CommittedWrite newestData(Bytes encoded, long ts) {
    CommittedWrite record = newestRecord(encoded, ts);
    while (record != null && !record.write().isData()) {
      record = olderRecord(encoded);
    }
    return record;
  }

  /** The record behind the one that was last found of the same key. */
  @Nullable CommittedWrite olderRecord(Bytes encoded) {
    EngineIterator cursor = writes();
    cursor.next();
    return current(cursor, encoded);
  }

  private static @Nullable CommittedWrite current(EngineIterator cursor, Bytes encoded) {
    if (!cursor.valid()) {
      return null;
    }
    Bytes key = cursor.key();
    return MvccKeys.isVersionOf(key, encoded)
        ? new CommittedWrite(MvccKeys.tsOf(key), Write.decode(cursor.value()))
        : null;
  }

  /**
   * What the records say of the transaction {@code startTs}. A commit record may lie anywhere above
   * start_ts, under any number of later ones, so the search runs from the newest down (rule V8).
   */
  public OwnRecord ownRecord(Bytes encoded, long startTs) {
    return history(encoded, startTs).own();
  }

  private static OwnRecord ownRecord(CommittedWrite record, long startTs) {
    Write write = record.write();
    if (write.startTs() == startTs) {
      return write.type() == Write.Type.ROLLBACK
          ? OwnRecord.ROLLBACK
          : OwnRecord.committed(record.commitTs(), write);
    }
    return record.commitTs() == startTs && write.overlappedRollback()
        ? OwnRecord.ROLLBACK
        : OwnRecord.NOTHING;
  }

  /**
   * What a prewrite has to know of a key, in one pass from the newest record down to start_ts: the
   * transaction's own record and the newest commit above start_ts.
   */
  public KeyHistory history(Bytes encoded, long startTs) {
    @Nullable CommittedWrite newer = null;
    CommittedWrite record = newestRecord(encoded, MvccKeys.TS_MAX);
    while (record != null && MvccKeys.compare(record.commitTs(), startTs) >= 0) {
      OwnRecord own = ownRecord(record, startTs);
      if (own.fate() != OwnRecord.Fate.UNKNOWN) {
        return new KeyHistory(own, newer);
      }
      boolean commit = record.write().type() != Write.Type.ROLLBACK;
      if (newer == null && commit && record.commitTs() != startTs) {
        newer = record;
      }
      record = olderRecord(encoded);
    }
    return new KeyHistory(OwnRecord.NOTHING, newer);
  }

  /** The value of a record; null unless it is a Put. */
  public @Nullable Bytes valueOf(Bytes encoded, Write write) {
    if (write.type() != Write.Type.PUT) {
      return null;
    }
    Bytes shortValue = write.shortValue();
    return shortValue != null ? shortValue : longValue(encoded, write.startTs());
  }

  /** The value a lock would commit; null unless it is a Put. */
  public @Nullable Bytes valueOf(Bytes encoded, Lock lock) {
    if (lock.type() != Lock.Type.PUT) {
      return null;
    }
    Bytes shortValue = lock.shortValue();
    return shortValue != null ? shortValue : longValue(encoded, lock.startTs());
  }

  private Bytes longValue(Bytes encoded, long startTs) {
    Bytes value = engine.get(Family.DEFAULT, MvccKeys.versioned(encoded, startTs));
    if (value == null) {
      throw Invariant.unreachable(
          "V14 record without its value, key " + encoded + " at " + startTs);
    }
    return value;
  }

  /** All records of a key, newest first, {@code limit} at the most. */
  public List<CommittedWrite> records(Bytes encoded, int limit) {
    List<CommittedWrite> found = new ArrayList<>();
    CommittedWrite record = newestRecord(encoded, MvccKeys.TS_MAX);
    while (record != null && found.size() < limit) {
      found.add(record);
      record = olderRecord(encoded);
    }
    return found;
  }

  @Override
  public void close() {
    if (writes != null) {
      writes.close();
      writes = null;
    }
  }
}

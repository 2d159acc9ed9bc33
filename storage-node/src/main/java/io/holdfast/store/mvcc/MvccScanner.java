package io.holdfast.store.mvcc;

import io.holdfast.protocol.key.KeyRange;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.store.engine.EngineIterator;
import io.holdfast.store.engine.EngineReader;
import io.holdfast.store.engine.Family;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Walks the keys of a range as a reader at one timestamp sees them, in either direction: the lock
 * and the write family side by side, since a key may be in one of them alone.
 *
 * <p>A key whose lock is in the way becomes an entry of its own and the walk goes on.
 */
public final class MvccScanner implements AutoCloseable {
  /**
   * One key of the result.
   *
   * @param key user key
   * @param value what the reader sees (empty when only keys were asked for); null if blocked
   * @param blockedBy the lock in the way
   */
  public record Entry(Bytes key, @Nullable Bytes value, @Nullable Lock blockedBy) {}

  private final MvccReader reader;
  private final ReadView view;
  private final boolean keyOnly;
  private final EngineIterator writes;
  private final EngineIterator locks;

  /** Scans {@code range} (engine positions). */
  public MvccScanner(EngineReader engine, KeyRange range, ReadView view, boolean keyOnly) {
    this.reader = new MvccReader(engine, range);
    this.view = view;
    this.keyOnly = keyOnly;
    this.writes = engine.iterator(Family.WRITE, range.start(), range.end());
    this.locks = engine.iterator(Family.LOCK, range.start(), range.end());
  }

  /** The first {@code limit} entries in ascending order. */
  public List<Entry> forward(int limit) {
    List<Entry> entries = new ArrayList<>();
    writes.seekToFirst();
    locks.seekToFirst();
    while (entries.size() < limit && (writes.valid() || locks.valid())) {
      @Nullable Bytes written = writes.valid() ? MvccKeys.encodedOf(writes.key()) : null;
      @Nullable Bytes locked = locks.valid() ? locks.key() : null;
      Bytes key = first(written, locked, 1);
      @Nullable Lock lock = null;
      if (key.equals(locked)) {
        lock = Lock.decode(locks.value());
        locks.next();
      }
      Entry entry = entry(key, lock, key.equals(written));
      if (entry != null) {
        entries.add(entry);
      }
      if (key.equals(written)) {
        MvccReader.skipKey(writes, key);
      }
    }
    return entries;
  }

  /** The last {@code limit} entries in descending order. */
  public List<Entry> reverse(int limit) {
    List<Entry> entries = new ArrayList<>();
    writes.seekToLast();
    locks.seekToLast();
    while (entries.size() < limit && (writes.valid() || locks.valid())) {
      @Nullable Bytes written = writes.valid() ? MvccKeys.encodedOf(writes.key()) : null;
      @Nullable Bytes locked = locks.valid() ? locks.key() : null;
      Bytes key = first(written, locked, -1);
      @Nullable Lock lock = null;
      if (key.equals(locked)) {
        lock = Lock.decode(locks.value());
        locks.prev();
      }
      if (key.equals(written)) {
        // All versions lie behind their encoded key, all of the key before it lie ahead.
        writes.seekForPrev(key);
      }
      Entry entry = blockedOrRead(key, lock);
      if (entry != null) {
        entries.add(entry);
      }
    }
    return entries;
  }

  /** The one that comes first in the direction; one of them is there. */
  private static Bytes first(@Nullable Bytes a, @Nullable Bytes b, int direction) {
    if (a == null || b == null) {
      return a == null ? Objects.requireNonNull(b) : a;
    }
    return a.compareTo(b) * direction <= 0 ? a : b;
  }

  private @Nullable Entry entry(Bytes key, @Nullable Lock lock, boolean written) {
    if (lock != null && view.judge(lock) != ReadView.Verdict.PASS) {
      return blockedOrRead(key, lock);
    }
    if (!written) {
      return null;
    }
    MvccReader.skipNewer(writes, key, view.ts());
    while (writes.valid() && MvccKeys.isVersionOf(writes.key(), key)) {
      Write write = Write.decode(writes.value());
      if (write.isData()) {
        return value(key, write);
      }
      writes.next();
    }
    return null;
  }

  private @Nullable Entry blockedOrRead(Bytes key, @Nullable Lock lock) {
    ReadView.Verdict verdict = lock == null ? ReadView.Verdict.PASS : view.judge(lock);
    if (lock != null && verdict == ReadView.Verdict.BLOCKED) {
      return new Entry(MvccKeys.decode(key), null, lock);
    }
    if (lock != null && verdict == ReadView.Verdict.READ_THROUGH) {
      Bytes value = reader.valueOf(key, lock);
      return value == null
          ? null
          : new Entry(MvccKeys.decode(key), keyOnly ? Bytes.EMPTY : value, null);
    }
    CommittedWrite data = reader.newestData(key, view.ts());
    return data == null ? null : value(key, data.write());
  }

  private @Nullable Entry value(Bytes key, Write write) {
    if (write.type() != Write.Type.PUT) {
      return null;
    }
    if (keyOnly) {
      return new Entry(MvccKeys.decode(key), Bytes.EMPTY, null);
    }
    return new Entry(MvccKeys.decode(key), reader.valueOf(key, write), null);
  }

  @Override
  public void close() {
    reader.close();
    writes.close();
    locks.close();
  }
}

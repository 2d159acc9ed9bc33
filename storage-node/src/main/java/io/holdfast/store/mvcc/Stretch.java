package io.holdfast.store.mvcc;

import io.holdfast.protocol.key.KeyRange;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.store.engine.EngineIterator;
import io.holdfast.store.engine.EngineReader;
import io.holdfast.store.engine.Family;
import io.holdfast.store.mvcc.MvccScanner.Entry;
import io.holdfast.store.read.task.ReadTurn;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Some rows of a scan, over which the locks among them are laid, in the order of the scan and one
 * at a time, because there may be far more locks than rows. When enough is known, or too much for
 * the answer, the stretch is cut behind the lock that was last looked at.
 */
final class Stretch implements AutoCloseable {
  private final MvccReader reader;
  private final MvccScanner.Request request;
  private final NavigableMap<Bytes, Entry> merged = new TreeMap<>();
  private final @Nullable EngineIterator locks;
  private int blocked;
  private long lockBytes;
  private @Nullable Bytes cutAt;

  Stretch(
      EngineReader engine,
      MvccReader reader,
      MvccScanner.Request request,
      List<RecordWalk.Row> rows,
      KeyRange covered) {
    this.reader = reader;
    this.request = request;
    rows.forEach(row -> merged.put(row.encoded(), row.entry()));
    if (request.view().isolation() == ReadView.Isolation.READ_COMMITTED || covered.isEmpty()) {
      this.locks = null;
    } else {
      this.locks = engine.iterator(Family.LOCK, covered.start(), covered.end());
      if (request.reverse()) {
        locks.seekToLast();
      } else {
        locks.seekToFirst();
      }
    }
  }

  /** True when the stretch is complete or cut; false when the turn is over. */
  boolean step(ReadTurn turn, int entriesMax, long bytesMax) {
    while (locks != null && locks.valid()) {
      if (cutAt != null && enough(turn, entriesMax, bytesMax)) {
        return true;
      }
      if (turn.over()) {
        return false;
      }
      Bytes key = locks.key();
      Bytes value = locks.value();
      overlay(key, Lock.decode(value));
      cutAt = key;
      turn.row(key.length() + (long) value.length());
      if (request.reverse()) {
        locks.prev();
      } else {
        locks.next();
      }
    }
    cutAt = null;
    return true;
  }

  /** Everything up to the last lock is final: rows lie beside it, locks before it. */
  private boolean enough(ReadTurn turn, int entriesMax, long bytesMax) {
    return blocked >= entriesMax
        || lockBytes >= bytesMax
        || (request.page().timed() && turn.closing());
  }

  private void overlay(Bytes key, Lock lock) {
    switch (request.view().judge(lock)) {
      case PASS -> {}
      case BLOCKED -> {
        put(key, new Entry(MvccKeys.decode(key), null, lock));
        blocked++;
      }
      case READ_THROUGH -> {
        Bytes value = reader.valueOf(key, lock);
        if (value == null) {
          merged.remove(key);
        } else {
          put(key, new Entry(MvccKeys.decode(key), request.keyOnly() ? Bytes.EMPTY : value, null));
        }
      }
    }
  }

  private void put(Bytes key, Entry entry) {
    merged.put(key, entry);
    lockBytes += entry.sizeBytes();
  }

  /** The key behind which the stretch was cut, encoded; null when it is complete. */
  @Nullable Bytes cutAt() {
    return cutAt;
  }

  /** The entries in the order of the scan. */
  Collection<Entry> entries() {
    if (request.reverse()) {
      return (cutAt == null ? merged : merged.tailMap(cutAt, true)).descendingMap().values();
    }
    return (cutAt == null ? merged : merged.headMap(cutAt, true)).values();
  }

  @Override
  public void close() {
    if (locks != null) {
      locks.close();
    }
  }
}

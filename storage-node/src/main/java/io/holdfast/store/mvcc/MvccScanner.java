package io.holdfast.store.mvcc;

import io.holdfast.protocol.key.KeyRange;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.store.engine.EngineIterator;
import io.holdfast.store.engine.EngineReader;
import io.holdfast.store.engine.Family;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Walks the keys of a range as a reader at one timestamp sees them, in either direction. A key
 * whose lock is in the way becomes an entry of its own and the walk goes on.
 *
 * <p>The records are walked first, the locks afterwards and only as far as the records went: the
 * lock family is full of deleted entries, and a cursor without a near bound would step over all of
 * those behind the last row, for each page.
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

  private record Row(Bytes encoded, Entry entry) {}

  private final EngineReader engine;
  private final KeyRange range;
  private final ReadView view;
  private final boolean keyOnly;
  private final MvccReader reader;
  private final EngineIterator writes;

  /** Scans {@code range} (engine positions). */
  public MvccScanner(EngineReader engine, KeyRange range, ReadView view, boolean keyOnly) {
    this.engine = engine;
    this.range = range;
    this.view = view;
    this.keyOnly = keyOnly;
    this.reader = new MvccReader(engine, range);
    this.writes = engine.iterator(Family.WRITE, range.start(), range.end());
  }

  /** The first {@code limit} entries in ascending order. */
  public List<Entry> forward(int limit) {
    List<Entry> entries = new ArrayList<>();
    writes.seekToFirst();
    KeyRange rest = range;
    boolean more = true;
    // A second round is rare: locks that are read through can take rows away.
    while (more && entries.size() < limit) {
      int wanted = limit - entries.size();
      List<Row> rows = committedForward(wanted);
      more = rows.size() == wanted;
      Bytes to = more ? rows.get(wanted - 1).encoded().successor() : range.end();
      NavigableMap<Bytes, Entry> merged = withLocks(rows, new KeyRange(rest.start(), to));
      entries.addAll(merged.values());
      rest = more ? rest.intersect(new KeyRange(to, Bytes.EMPTY)) : rest;
    }
    return entries.size() <= limit ? entries : entries.subList(0, limit);
  }

  /** The last {@code limit} entries in descending order. */
  public List<Entry> reverse(int limit) {
    List<Entry> entries = new ArrayList<>();
    writes.seekToLast();
    KeyRange rest = range;
    boolean more = true;
    while (more && entries.size() < limit) {
      int wanted = limit - entries.size();
      List<Row> rows = committedReverse(wanted);
      more = rows.size() == wanted;
      Bytes from = more ? rows.get(wanted - 1).encoded() : range.start();
      NavigableMap<Bytes, Entry> merged = withLocks(rows, new KeyRange(from, rest.end()));
      entries.addAll(merged.descendingMap().values());
      rest = new KeyRange(range.start(), more ? from : rest.end());
    }
    return entries.size() <= limit ? entries : entries.subList(0, limit);
  }

  private List<Row> committedForward(int wanted) {
    List<Row> rows = new ArrayList<>();
    while (rows.size() < wanted && writes.valid()) {
      Bytes key = MvccKeys.encodedOf(writes.key());
      Entry entry = readHere(key);
      if (entry != null) {
        rows.add(new Row(key, entry));
      }
      MvccReader.skipKey(writes, key);
    }
    return rows;
  }

  private @Nullable Entry readHere(Bytes key) {
    MvccReader.skipNewer(writes, key, view.ts());
    while (writes.valid() && MvccKeys.isVersionOf(writes.key(), key)) {
      Write write = Write.decode(writes.value());
      if (write.isData()) {
        return committed(key, write);
      }
      writes.next();
    }
    return null;
  }

  private List<Row> committedReverse(int wanted) {
    List<Row> rows = new ArrayList<>();
    while (rows.size() < wanted && writes.valid()) {
      Bytes key = MvccKeys.encodedOf(writes.key());
      // All versions lie behind their encoded key, all of the key before it lie ahead.
      writes.seekForPrev(key);
      CommittedWrite data = reader.newestData(key, view.ts());
      Entry entry = data == null ? null : committed(key, data.write());
      if (entry != null) {
        rows.add(new Row(key, entry));
      }
    }
    return rows;
  }

  private @Nullable Entry committed(Bytes key, Write write) {
    if (write.type() != Write.Type.PUT) {
      return null;
    }
    return new Entry(
        MvccKeys.decode(key), keyOnly ? Bytes.EMPTY : reader.valueOf(key, write), null);
  }

  /** The rows with the locks of {@code among} laid over them. */
  private NavigableMap<Bytes, Entry> withLocks(List<Row> rows, KeyRange among) {
    NavigableMap<Bytes, Entry> merged = new TreeMap<>();
    rows.forEach(row -> merged.put(row.encoded(), row.entry()));
    if (view.isolation() == ReadView.Isolation.READ_COMMITTED || among.isEmpty()) {
      return merged;
    }
    try (EngineIterator locks = engine.iterator(Family.LOCK, among.start(), among.end())) {
      for (locks.seekToFirst(); locks.valid(); locks.next()) {
        overlay(locks.key(), Lock.decode(locks.value()), merged);
      }
    }
    return merged;
  }

  private void overlay(Bytes key, Lock lock, NavigableMap<Bytes, Entry> merged) {
    switch (view.judge(lock)) {
      case PASS -> {}
      case BLOCKED -> merged.put(key, new Entry(MvccKeys.decode(key), null, lock));
      case READ_THROUGH -> {
        Bytes value = reader.valueOf(key, lock);
        if (value == null) {
          merged.remove(key);
        } else {
          merged.put(key, new Entry(MvccKeys.decode(key), keyOnly ? Bytes.EMPTY : value, null));
        }
      }
    }
  }

  @Override
  public void close() {
    reader.close();
    writes.close();
  }
}

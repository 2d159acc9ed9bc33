package io.holdfast.sql.txn;

import io.holdfast.client.txn.Limits;
import io.holdfast.runtime.base.Bytes;
import java.util.ArrayList;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The writes and locks of a transaction by key. What earlier statements have written stays visible
 * to the one that writes over it. While there are savepoints, every change leaves its undo (rule
 * SQL-14).
 */
final class WriteBuffer {
  /** An entry of a list and a record, roughly. */
  private static final long PAST_OVERHEAD_BYTES = 64;

  private record Undo(Bytes key, @Nullable Write old) {}

  private final TreeMap<Bytes, Write> writes = new TreeMap<>();
  private final ArrayList<Undo> undos = new ArrayList<>();
  private final ArrayList<Savepoint> savepoints = new ArrayList<>();
  private long bytes;

  /** How many scans and executions are open, by the number of their statement. */
  private final TreeMap<Integer, Integer> open = new TreeMap<>();

  /** Bytes of values written over that savepoints and open statements still need, at the most. */
  private long pastBytes;

  @Nullable Write get(Bytes key) {
    return writes.get(key);
  }

  boolean isEmpty() {
    return writes.isEmpty();
  }

  NavigableMap<Bytes, Write> all() {
    return writes;
  }

  /** The first key behind another (or from it on), in the direction of a scan; may be null. */
  Map.@Nullable Entry<Bytes, Write> next(Bytes key, boolean inclusive, boolean reverse) {
    if (reverse) {
      return inclusive ? writes.floorEntry(key) : writes.lowerEntry(key);
    }
    return inclusive ? writes.ceilingEntry(key) : writes.higherEntry(key);
  }

  Map.@Nullable Entry<Bytes, Write> last() {
    return writes.lastEntry();
  }

  void opened(int statement) {
    open.merge(statement, 1, Integer::sum);
  }

  void closed(int statement) {
    open.computeIfPresent(statement, (number, count) -> count == 1 ? null : count - 1);
    if (open.isEmpty() && savepoints.isEmpty()) {
      pastBytes = 0;
    }
  }

  /** True while a statement from before this one may go on reading. */
  private boolean earlierOpen(int statement) {
    return !open.isEmpty() && open.firstKey() < statement;
  }

  void set(Bytes key, Write.Kind kind, Bytes value, int statement, Basis basis) {
    if (key.length() > Limits.KEY_BYTES_MAX) {
      throw TxnErrors.tooLarge("a key of " + key.length() + " bytes exceeds the limit of 8 kB");
    }
    if (value.length() > Limits.VALUE_BYTES_MAX) {
      throw TxnErrors.tooLarge("a row of " + value.length() + " bytes exceeds the limit of 6 MB");
    }
    Write old = writes.get(key);
    Write write = new Write(kind, value, statement, basis, pastOf(old, statement));
    if (old == null && writes.size() >= Limits.TXN_KEYS_MAX) {
      throw TxnErrors.tooLarge(
          "a transaction may not change or lock more than " + Limits.TXN_KEYS_MAX + " rows");
    }
    if (old != null && old.statement() != statement && earlierOpen(statement)) {
      keep(key, old);
    }
    long more = write.sizeBytes(key) - (old == null ? 0 : old.sizeBytes(key));
    if (bytes + more > Limits.TXN_BYTES_MAX) {
      throw TxnErrors.tooLarge("a transaction may not write more than 64 MB");
    }
    if (!savepoints.isEmpty()) {
      keep(key, old);
    }
    bytes += more;
    writes.put(key, write);
    if (!savepoints.isEmpty()) {
      undos.add(new Undo(key, old));
    }
  }

  /** Takes back a lock that nothing rests on. */
  void forgetLock(Bytes key) {
    Write write = writes.get(key);
    if (write != null && !write.changes() && write.before() == null) {
      writes.remove(key);
      bytes -= write.sizeBytes(key);
    }
  }

  /** The current writes are limited; what they were before must be, too. */
  private void keep(Bytes key, @Nullable Write old) {
    pastBytes += pastSize(key, old);
    if (pastBytes > Limits.TXN_BYTES_MAX) {
      throw TxnErrors.tooLarge(
          "a transaction may not write over more than 64 MB while it has savepoints or cursors");
    }
  }

  private static long pastSize(Bytes key, @Nullable Write old) {
    return PAST_OVERHEAD_BYTES + (old == null ? 0 : old.sizeBytes(key));
  }

  private @Nullable Write pastOf(@Nullable Write old, int statement) {
    if (old == null || old.statement() == statement) {
      return old == null ? null : old.before();
    }
    // Only earlier statements left open look further back than one statement.
    return earlierOpen(statement) ? old : old.withoutPast();
  }

  Savepoint mark() {
    Savepoint place = new Savepoint(undos.size());
    savepoints.add(place);
    return place;
  }

  void rollbackTo(Savepoint place) {
    endThoseAfter(place);
    for (int i = undos.size() - 1; i >= place.undoSize(); i--) {
      Undo undo = undos.remove(i);
      pastBytes -= pastSize(undo.key(), undo.old());
      Write undone =
          undo.old() == null ? writes.remove(undo.key()) : writes.put(undo.key(), undo.old());
      bytes -= undone == null ? 0 : undone.sizeBytes(undo.key());
      bytes += undo.old() == null ? 0 : undo.old().sizeBytes(undo.key());
    }
  }

  void release(Savepoint place) {
    endThoseAfter(place);
    savepoints.remove(savepoints.size() - 1);
    place.invalidate();
    if (savepoints.isEmpty()) {
      undos.clear();
      pastBytes = 0;
    }
  }

  private void endThoseAfter(Savepoint place) {
    if (!place.valid()) {
      throw new IllegalStateException("the savepoint is gone");
    }
    while (savepoints.get(savepoints.size() - 1) != place) {
      savepoints.remove(savepoints.size() - 1).invalidate();
    }
  }
}

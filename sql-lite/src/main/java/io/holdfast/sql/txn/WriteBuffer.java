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
 * to the one that writes over it. While there are savepoints, every change leaves its undo.
 */
final class WriteBuffer {
  private record Undo(Bytes key, @Nullable Write old) {}

  private final TreeMap<Bytes, Write> writes = new TreeMap<>();
  private final ArrayList<Undo> undos = new ArrayList<>();
  private final ArrayList<Savepoint> savepoints = new ArrayList<>();
  private long bytes;
  private int openScans;

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

  void scanOpened() {
    openScans++;
  }

  void scanClosed() {
    openScans--;
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
    long more = write.sizeBytes(key) - (old == null ? 0 : old.sizeBytes(key));
    if (bytes + more > Limits.TXN_BYTES_MAX) {
      throw TxnErrors.tooLarge("a transaction may not write more than 64 MB");
    }
    bytes += more;
    writes.put(key, write);
    if (!savepoints.isEmpty()) {
      undos.add(new Undo(key, old));
    }
  }

  private @Nullable Write pastOf(@Nullable Write old, int statement) {
    if (old == null || old.statement() == statement) {
      return old == null ? null : old.before();
    }
    // Only scans left open by earlier statements look further back than one statement.
    return openScans == 0 ? old.withoutPast() : old;
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

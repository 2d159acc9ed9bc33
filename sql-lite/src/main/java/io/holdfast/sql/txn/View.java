package io.holdfast.sql.txn;

import io.holdfast.client.ReadOptions;
import io.holdfast.client.StartPoint;
import io.holdfast.client.error.TxnException;
import io.holdfast.client.scope.CallScope;
import io.holdfast.client.txn.Snapshot;
import io.holdfast.runtime.base.Bytes;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The database at one timestamp that a commit may start from later.
 *
 * @param takenNanos when the timestamp was asked for, on the node's clock
 */
record View(StartPoint start, Snapshot snapshot, long takenNanos) {
  /**
   * Takes a fresh one; {@code scope} answers what may end a read of it when the read begins, as
   * later statements may read it too. A point read of a statement alone in its transaction could do
   * without the timestamp (rule M8); it will branch off here.
   */
  static View take(Room room, Supplier<CallScope> scope) {
    long takenNanos = room.now();
    try {
      StartPoint start = room.database().startPoint(scope.get());
      Snapshot snapshot = room.database().snapshot(ReadOptions.snapshot(start.timestamp()));
      return new View(start, snapshot.within(scope), takenNanos);
    } catch (TxnException e) {
      throw TxnErrors.reading(e);
    }
  }

  long ts() {
    return start.timestamp();
  }

  @Nullable Bytes get(Bytes key) {
    try {
      return snapshot.get(key);
    } catch (TxnException e) {
      throw TxnErrors.reading(e);
    }
  }

  NavigableMap<Bytes, Bytes> batchGet(Collection<Bytes> keys) {
    if (keys.isEmpty()) {
      return new TreeMap<>();
    }
    try {
      if (keys.size() == 1) {
        Bytes key = keys.iterator().next();
        Bytes value = snapshot.get(key);
        TreeMap<Bytes, Bytes> found = new TreeMap<>();
        if (value != null) {
          found.put(key, value);
        }
        return found;
      }
      return snapshot.batchGet(List.copyOf(keys));
    } catch (TxnException e) {
      throw TxnErrors.reading(e);
    }
  }
}

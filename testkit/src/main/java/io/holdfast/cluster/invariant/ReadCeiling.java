package io.holdfast.cluster.invariant;

import io.holdfast.protocol.key.KeyRange;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.store.mvcc.MvccKeys;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The greatest timestamp at which every key was ever read. Keys are encoded; each entry counts up
 * to the next.
 */
final class ReadCeiling {
  private final TreeMap<Bytes, Long> from = new TreeMap<>();

  ReadCeiling() {
    from.put(Bytes.EMPTY, 0L);
  }

  long at(Bytes key) {
    return from.floorEntry(key).getValue();
  }

  /** Somebody was told what the keys of the range were at {@code ts}. */
  void raise(KeyRange range, long ts) {
    if (range.isEmpty()) {
      return;
    }
    cut(range.start());
    if (!range.end().isEmpty()) {
      cut(range.end());
    }
    NavigableMap<Bytes, Long> tail = from.tailMap(range.start(), true);
    NavigableMap<Bytes, Long> inside =
        range.end().isEmpty() ? tail : tail.headMap(range.end(), false);
    for (Map.Entry<Bytes, Long> each : inside.entrySet()) {
      each.setValue(MvccKeys.max(each.getValue(), ts));
    }
  }

  private void cut(Bytes at) {
    from.put(at, at(at));
  }
}

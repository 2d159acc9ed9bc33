package io.holdfast.cluster.invariant;

import io.holdfast.protocol.key.KeyRange;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.store.mvcc.MvccKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Every version of every key that was ever committed. Keys are encoded. */
final class VersionBook {
  /**
   * What one transaction left at one key.
   *
   * @param content of its value, as {@link #content} tells; null for a removal
   */
  record Version(long startTs, long commitTs, @Nullable Long content) {}

  private final TreeMap<Bytes, TreeMap<Long, Version>> keys = new TreeMap<>();

  /** Tells values apart: those of a whole run would fill the memory. */
  static long content(Bytes value) {
    return (long) value.length() << 32 | (value.hashCode() & 0xffffffffL);
  }

  void add(Bytes key, Version version) {
    keys.computeIfAbsent(key, k -> new TreeMap<>(MvccKeys::compare))
        .put(version.commitTs(), version);
  }

  /** What a reader at {@code ts} must see. */
  @Nullable Version at(Bytes key, long ts) {
    TreeMap<Long, Version> versions = keys.get(key);
    Map.Entry<Long, Version> entry = versions == null ? null : versions.floorEntry(ts);
    return entry == null ? null : entry.getValue();
  }

  /** The last versions up to then and the first after it, for people. */
  List<Version> around(Bytes key, long ts) {
    TreeMap<Long, Version> versions = keys.getOrDefault(key, new TreeMap<>());
    List<Version> near = new ArrayList<>();
    versions.headMap(ts, true).descendingMap().values().stream().limit(3).forEach(near::add);
    versions.tailMap(ts, false).values().stream().limit(1).forEach(near::add);
    return near;
  }

  /** The keys of a range that ever had a version. */
  Iterable<Bytes> keys(KeyRange range) {
    NavigableMap<Bytes, ?> from = keys.tailMap(range.start(), true);
    return (range.end().isEmpty() ? from : from.headMap(range.end(), false)).navigableKeySet();
  }

  /** The times of all commits of all keys, or some of them, evenly. */
  List<Long> times(int some) {
    List<Long> all =
        keys.values().stream().flatMap(each -> each.keySet().stream()).sorted().distinct().toList();
    int step = Math.max(1, all.size() / some);
    return java.util.stream.IntStream.range(0, all.size())
        .filter(at -> at % step == step - 1)
        .mapToObj(all::get)
        .toList();
  }
}

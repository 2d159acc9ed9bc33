package io.holdfast.bench.ycsb;

import io.holdfast.runtime.base.Bytes;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Records in memory. */
final class MapRecordStore implements RecordStore {
  final ConcurrentSkipListMap<Bytes, byte[]> records = new ConcurrentSkipListMap<>();

  @Override
  public byte @Nullable [] get(Bytes key) {
    return records.get(key);
  }

  @Override
  public void put(Bytes key, byte[] value) {
    records.put(key, value);
  }

  @Override
  public boolean update(Bytes key, UnaryOperator<byte[]> change) {
    return records.computeIfPresent(key, (k, old) -> change.apply(old)) != null;
  }

  @Override
  public void delete(Bytes key) {
    records.remove(key);
  }

  @Override
  public List<byte[]> scan(Bytes from, Bytes to, int limit) {
    return records.subMap(from, to).values().stream().limit(limit).toList();
  }
}

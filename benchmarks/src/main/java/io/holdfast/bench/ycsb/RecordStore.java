package io.holdfast.bench.ycsb;

import io.holdfast.runtime.base.Bytes;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What the binding asks of a key-value store. Blocking, thread-safe. Failures are exceptions; the
 * binding counts them.
 */
interface RecordStore {
  byte @Nullable [] get(Bytes key);

  void put(Bytes key, byte[] value);

  /** Replaces the value by {@code change(value)}; false, without effect, when there is none. */
  boolean update(Bytes key, UnaryOperator<byte[]> change);

  void delete(Bytes key);

  /** Values of up to {@code limit} keys from {@code from}, which is included, below {@code to}. */
  List<byte[]> scan(Bytes from, Bytes to, int limit);
}

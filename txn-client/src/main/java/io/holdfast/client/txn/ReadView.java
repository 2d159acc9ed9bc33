package io.holdfast.client.txn;

import io.holdfast.protocol.key.KeyRange;
import io.holdfast.runtime.base.Bytes;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Reads at one timestamp: what {@link Transaction} and {@link Snapshot} have in common. Blocking
 * forms wait for the cluster; {@code Async} forms complete on the client's callback loop.
 */
public sealed interface ReadView permits Snapshot, Transaction {
  /** The timestamp all reads see. */
  long timestamp();

  /** The value of a key; null when there is none. */
  @Nullable Bytes get(Bytes key);

  /** As {@link #get(Bytes)}. */
  default byte @Nullable [] get(byte[] key) {
    Bytes value = get(Bytes.copyOf(key));
    return value == null ? null : value.toArray();
  }

  /** As {@link #get(Bytes)}. */
  CompletableFuture<Optional<Bytes>> getAsync(Bytes key);

  /** The keys that exist, with their values. */
  NavigableMap<Bytes, Bytes> batchGet(List<Bytes> keys);

  /** As {@link #batchGet}. */
  CompletableFuture<NavigableMap<Bytes, Bytes>> batchGetAsync(List<Bytes> keys);

  /** A scan of a range, to be refined and opened. */
  ScanBuilder scan(KeyRange range);

  /** A scan of all keys with a prefix. */
  default ScanBuilder scanPrefix(Bytes prefix) {
    return scan(new KeyRange(prefix, prefix.prefixEnd()));
  }
}

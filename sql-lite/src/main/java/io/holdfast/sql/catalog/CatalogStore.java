package io.holdfast.sql.catalog;

import io.holdfast.client.txn.KeyValue;
import io.holdfast.protocol.key.KeyRange;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.sql.txn.StatementLimits;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the catalogue needs from the cluster: reads at a timestamp and small transactions of its
 * own. Blocking, usable from any thread that may block.
 */
public interface CatalogStore {
  /** The same for one session: each call and wait ends with the limits of its moment. */
  default CatalogStore within(Supplier<StatementLimits> limits) {
    return this;
  }

  /** A fresh timestamp: greater than that of every commit that has returned. */
  long currentTimestamp();

  /** The value of a key at a timestamp. */
  @Nullable Bytes get(long ts, Bytes key);

  /** The entries of a range at a timestamp, in order, {@code limit} at the most. */
  List<KeyValue> scan(long ts, KeyRange range, int limit);

  /** Runs a function in a transaction and commits it; again after a conflict. */
  <R> R transact(Function<Writes, R> body);

  /** The node's monotonic clock, in nanoseconds. */
  long nanos();

  /** Waits. */
  void sleep(Duration time);

  /** A small transaction: reads as of its start, own writes over it. */
  interface Writes {
    /** Its start. */
    long timestamp();

    /** Reads a key; the commit fails when somebody else changes it meanwhile. */
    @Nullable Bytes getForUpdate(Bytes key);

    /** The keys of a range, {@code limit} at the most. */
    List<Bytes> keys(KeyRange range, int limit);

    /** Writes. */
    void put(Bytes key, Bytes value);

    /** Removes. */
    void delete(Bytes key);
  }
}

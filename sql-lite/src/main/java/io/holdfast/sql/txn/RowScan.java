package io.holdfast.sql.txn;

import io.holdfast.client.txn.KeyValue;
import org.jspecify.annotations.Nullable;

/** Rows of a range in key order, one at a time. Used by the thread of its transaction. */
public interface RowScan extends AutoCloseable {
  /** The next entry; null after the last one. */
  @Nullable KeyValue next();

  @Override
  void close();
}

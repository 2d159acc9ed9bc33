package io.holdfast.sql.txn;

import io.holdfast.client.Database;
import io.holdfast.client.TxOptions;
import io.holdfast.runtime.node.NodeRuntime;

/** What all transactions of one SQL node share. */
record Room(
    Database database,
    NodeRuntime runtime,
    CatalogGuard guard,
    BasisCheck basisCheck,
    RowLocks locks,
    TableHolds tables,
    TxOptions commits,
    TransactionMetrics metrics) {
  long now() {
    return runtime.clock().nanos();
  }
}

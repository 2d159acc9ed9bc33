package io.holdfast.sql.txn;

import io.holdfast.client.Database;
import io.holdfast.runtime.node.NodeRuntime;

/** Begins the transactions of one SQL node; thread-safe. */
public final class SqlTransactions {
  private final TransactionMetrics metrics = new TransactionMetrics();
  private final Database database;
  private final NodeRuntime runtime;
  private final CatalogGuard guard;

  /** {@code runtime} is the one the sessions of this node run on. */
  public SqlTransactions(Database database, NodeRuntime runtime, CatalogGuard guard) {
    this.database = database;
    this.runtime = runtime;
    this.guard = guard;
  }

  /** Begins a transaction. Free: nothing is fetched before the first read or write. */
  public SqlTransaction begin(SqlTxOptions options) {
    return new SqlTransaction(database, runtime, guard, options);
  }

  /** Counts of all transactions of this node. */
  public TransactionMetrics metrics() {
    return metrics;
  }
}

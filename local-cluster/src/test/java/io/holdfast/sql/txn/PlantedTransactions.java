package io.holdfast.sql.txn;

import io.holdfast.client.Database;
import io.holdfast.runtime.node.NodeRuntime;

/** SQL nodes with a bug in them. */
public final class PlantedTransactions {
  private PlantedTransactions() {}

  /** Believes that no row has changed since it was read. */
  public static SqlTransactions withoutComparingBases(Database database, NodeRuntime runtime) {
    return new SqlTransactions(database, runtime, CatalogGuard.none(), (key, basis, found) -> true);
  }
}

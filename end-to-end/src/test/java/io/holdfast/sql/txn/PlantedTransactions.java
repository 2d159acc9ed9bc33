package io.holdfast.sql.txn;

import io.holdfast.client.Database;
import io.holdfast.runtime.node.NodeRuntime;

/** SQL nodes with a bug in them. */
public final class PlantedTransactions {
  private PlantedTransactions() {}

  /** Believes that no row has changed since it was read. */
  public static SqlTransactions withoutComparingBases(Database database, NodeRuntime runtime) {
    return withoutComparingBases(database, runtime, CatalogGuard.none());
  }

  /** The same, with a catalogue. */
  public static SqlTransactions withoutComparingBases(
      Database database, NodeRuntime runtime, CatalogGuard guard) {
    return new SqlTransactions(database, runtime, guard, (key, basis, found) -> true);
  }
}

package io.holdfast.sql.server;

import io.holdfast.client.Database;
import io.holdfast.runtime.node.NodeRuntime;
import io.holdfast.sql.catalog.CatalogStore;
import io.holdfast.sql.txn.CatalogGuard;
import io.holdfast.sql.txn.SqlTransactions;
import java.util.function.UnaryOperator;

/**
 * The parts of a SQL node that a test may exchange to plant a bug; {@link #PRODUCTION} is what
 * runs.
 *
 * @param transactions makes the transactions of the node
 * @param catalogStore what the catalogue sees of the cluster
 */
public record SqlWiring(Transactions transactions, UnaryOperator<CatalogStore> catalogStore) {
  /** What the product runs. */
  public static final SqlWiring PRODUCTION =
      new SqlWiring(SqlTransactions::new, UnaryOperator.identity());

  /** The same with other transactions. */
  public SqlWiring withTransactions(Transactions other) {
    return new SqlWiring(other, catalogStore);
  }

  /** The same with another view of the cluster for the catalogue. */
  public SqlWiring withCatalogStore(UnaryOperator<CatalogStore> other) {
    return new SqlWiring(transactions, other);
  }

  /** Makes the transactions of a node. */
  @FunctionalInterface
  public interface Transactions {
    /** {@code guard} is the one of the product. */
    SqlTransactions make(Database database, NodeRuntime runtime, CatalogGuard guard);
  }
}

package io.holdfast.sql.txn;

import io.holdfast.client.Database;
import io.holdfast.client.TxOptions;
import io.holdfast.runtime.node.NodeRuntime;
import java.time.Duration;

/** Begins the transactions of one SQL node; thread-safe. */
public final class SqlTransactions {
  private final Room room;

  /** {@code runtime} is the one the sessions of this node run on. */
  public SqlTransactions(Database database, NodeRuntime runtime, CatalogGuard guard) {
    this(database, runtime, guard, BasisCheck.BY_VALUE, SqlCommit.TIME_MAX);
  }

  /** The same with another limit for the time a commit may take. */
  public SqlTransactions(
      Database database, NodeRuntime runtime, CatalogGuard guard, Duration commitMax) {
    this(database, runtime, guard, BasisCheck.BY_VALUE, commitMax);
  }

  SqlTransactions(
      Database database, NodeRuntime runtime, CatalogGuard guard, BasisCheck basisCheck) {
    this(database, runtime, guard, basisCheck, SqlCommit.TIME_MAX);
  }

  private SqlTransactions(
      Database database,
      NodeRuntime runtime,
      CatalogGuard guard,
      BasisCheck basisCheck,
      Duration commitMax) {
    RowLocks locks = new RowLocks(RecentCommits.ROWS_MAX);
    room =
        new Room(
            database,
            runtime,
            guard,
            basisCheck,
            locks,
            new TableHolds(locks),
            TxOptions.builder().timeout(commitMax).systemKeys().build(),
            new TransactionMetrics());
  }

  /** Begins a transaction. Free: nothing is fetched before the first read or write. */
  public SqlTransaction begin(SqlTxOptions options) {
    return new SqlTransaction(room, options);
  }

  /** For a session: {@code session} tells its pauses from those of others. */
  public StatementRetry newRetry(long session) {
    return new StatementRetry(room.runtime(), room.runtime().newRandom("sql-retry-" + session));
  }

  /** Counts of all transactions of this node. */
  public TransactionMetrics metrics() {
    return room.metrics();
  }

  /** Rows locked by transactions of this node at the moment. */
  public int lockedRows() {
    return room.locks().size();
  }
}

package io.holdfast.sql.catalog;

import io.holdfast.client.Database;
import io.holdfast.client.ReadOptions;
import io.holdfast.client.TxOptions;
import io.holdfast.client.error.TxnException;
import io.holdfast.client.scope.CallScope;
import io.holdfast.client.txn.KeyValue;
import io.holdfast.client.txn.Snapshot;
import io.holdfast.client.txn.Transaction;
import io.holdfast.protocol.key.KeyRange;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.runtime.node.NodeRuntime;
import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.txn.StatementLimits;
import io.holdfast.sql.txn.TxnErrors;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The catalogue's view of a real cluster. Thread-safe. */
public final class ClusterCatalogStore implements CatalogStore {
  /** Descriptors are small: a page of them is some hundred kilobytes. */
  private static final int SCAN_BATCH = 1024;

  private static final TxOptions OPTIONS = TxOptions.builder().systemKeys().build();

  private final Database database;
  private final NodeRuntime runtime;
  private final Supplier<StatementLimits> limits;

  /** Reads and writes through {@code database}; waits on {@code runtime}. */
  public ClusterCatalogStore(Database database, NodeRuntime runtime) {
    this(database, runtime, StatementLimits::none);
  }

  private ClusterCatalogStore(
      Database database, NodeRuntime runtime, Supplier<StatementLimits> limits) {
    this.database = database;
    this.runtime = runtime;
    this.limits = limits;
  }

  @Override
  public CatalogStore within(Supplier<StatementLimits> other) {
    return new ClusterCatalogStore(database, runtime, other);
  }

  private CallScope scope() {
    return limits.get().scope();
  }

  private Snapshot snapshot(long ts) {
    return database.snapshot(ReadOptions.snapshot(ts).within(scope()));
  }

  @Override
  public long currentTimestamp() {
    return asSql(() -> database.currentTimestamp(scope()));
  }

  @Override
  public @Nullable Bytes get(long ts, Bytes key) {
    try {
      return snapshot(ts).get(key);
    } catch (TxnException e) {
      throw unavailable(e);
    }
  }

  @Override
  public List<KeyValue> scan(long ts, KeyRange range, int limit) {
    return asSql(() -> snapshot(ts).scan(range).limit(limit).batch(SCAN_BATCH).toList());
  }

  @Override
  public <R> R transact(Function<Writes, R> body) {
    TxOptions options = OPTIONS.within(scope());
    return asSql(() -> database.transact(options, tx -> body.apply(new ClientWrites(tx))));
  }

  @Override
  public long nanos() {
    return runtime.clock().nanos();
  }

  @Override
  public void sleep(Duration time) {
    limits.get().sleep(runtime, time);
  }

  private static <R> R asSql(Supplier<R> call) {
    try {
      return call.get();
    } catch (TxnException e) {
      throw unavailable(e);
    }
  }

  private static SqlException unavailable(TxnException e) {
    SqlException ended = TxnErrors.ended(e);
    return ended != null
        ? ended
        : new SqlException(SqlState.SYSTEM_ERROR, "could not reach the catalog: " + e.getMessage())
            .causedBy(e);
  }

  private record ClientWrites(Transaction tx) implements Writes {
    @Override
    public long timestamp() {
      return tx.timestamp();
    }

    @Override
    public @Nullable Bytes getForUpdate(Bytes key) {
      return tx.getForUpdate(key);
    }

    @Override
    public List<Bytes> keys(KeyRange range, int limit) {
      return tx.scan(range).keysOnly().limit(limit).batch(SCAN_BATCH).toList().stream()
          .map(KeyValue::key)
          .toList();
    }

    @Override
    public void put(Bytes key, Bytes value) {
      tx.put(key, value);
    }

    @Override
    public void delete(Bytes key) {
      tx.delete(key);
    }
  }
}

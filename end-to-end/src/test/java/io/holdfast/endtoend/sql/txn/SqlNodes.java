package io.holdfast.endtoend.sql.txn;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.client.Database;
import io.holdfast.cluster.SimulatedCluster;
import io.holdfast.cluster.SimulatedCode;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.runtime.node.NodeRuntime;
import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.txn.CatalogGuard;
import io.holdfast.sql.txn.SqlTransaction;
import io.holdfast.sql.txn.SqlTransactions;
import io.holdfast.sql.txn.SqlTxOptions;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** A simulated cluster with two SQL nodes, and shorthand for what sessions do. */
final class SqlNodes implements AutoCloseable {
  final SimulatedCluster cluster;
  final Database db1;
  final Database db2;
  final SqlTransactions node1;
  final SqlTransactions node2;

  SqlNodes(long seed) {
    this(seed, CatalogGuard.none());
  }

  SqlNodes(long seed, CatalogGuard guard) {
    cluster = SimulatedCluster.start(seed);
    db1 = cluster.database();
    db2 = cluster.connectFrom("sql-2");
    node1 = new SqlTransactions(db1, cluster.clientRuntime(), guard);
    node2 = new SqlTransactions(db2, runtime2(), guard);
  }

  NodeRuntime runtime2() {
    return cluster.world().node("sql-2").runtime();
  }

  void run(SimulatedCode code) {
    cluster.run(code);
  }

  void sleep(long millis) {
    try {
      cluster.clientRuntime().sleep(Duration.ofMillis(millis));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Runs blocking code beside the caller's; the future completes when it ends. */
  CompletableFuture<Boolean> beside(SimulatedCode code) {
    CompletableFuture<Boolean> done = new CompletableFuture<>();
    cluster.spawn(
        "beside",
        () -> {
          try {
            code.run();
            done.complete(true);
          } catch (Exception | AssertionError e) {
            done.completeExceptionally(e);
          }
        });
    return done;
  }

  void await(CompletableFuture<?> future) throws Exception {
    cluster.clientRuntime().await(future);
  }

  /** A block with its first statement begun. */
  static SqlTransaction begin(SqlTransactions node, SqlTxOptions options) {
    SqlTransaction tx = node.begin(options);
    tx.beginStatement();
    return tx;
  }

  static SqlTransaction begin(SqlTransactions node) {
    return begin(node, SqlTxOptions.block());
  }

  static void write(SqlTransactions node, String key, String value) {
    SqlTransaction tx = begin(node, SqlTxOptions.autocommit());
    tx.getForUpdate(b(key));
    tx.put(b(key), b(value));
    tx.commit();
  }

  static String read(SqlTransactions node, String key) {
    SqlTransaction tx = begin(node, SqlTxOptions.autocommit());
    Bytes value = tx.get(b(key));
    tx.commit();
    return value == null ? "none" : value.toUtf8();
  }

  static void assertRefused(SqlState state, ThrowingCallable code) {
    assertThatThrownBy(code)
        .isInstanceOfSatisfying(
            SqlException.class,
            e -> org.assertj.core.api.Assertions.assertThat(e.state()).isEqualTo(state));
  }

  static Bytes b(String text) {
    return Bytes.utf8(text);
  }

  @Override
  public void close() {
    cluster.close();
  }
}

package io.holdfast.endtoend.sql.txn;

import static io.holdfast.endtoend.sql.txn.SqlNodes.b;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.client.Database;
import io.holdfast.client.error.RetryableException;
import io.holdfast.client.txn.Transaction;
import io.holdfast.cluster.SimulatedCode;
import io.holdfast.runtime.node.NodeRuntime;
import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.txn.SqlTransaction;
import io.holdfast.sql.txn.SqlTransactions;
import io.holdfast.sql.txn.SqlTxOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/**
 * Commits that lock the same keys in different orders: none waits for another that waits for it.
 */
final class CrossedCommitsTest {
  private static final int ROUNDS = 40;
  private static final List<String> SHARED = List.of("k15", "k25", "k35");

  /** Far above a commit and its repetitions, far below the life of a lock. */
  private static final Duration LONGEST = Duration.ofMillis(1_500);

  private final SqlNodes nodes = new SqlNodes(41);
  private final List<Long> nanos = new ArrayList<>();
  private int committed;

  private interface Commit {
    /** True iff it was made, false when there was a conflict. */
    boolean run();
  }

  private CompletableFuture<Boolean> timed(String node, NodeRuntime runtime, Commit commit) {
    CompletableFuture<Boolean> done = new CompletableFuture<>();
    nodes.cluster.spawnOn(
        node,
        "commit",
        () -> {
          try {
            long began = runtime.clock().nanos();
            if (commit.run()) {
              committed++;
            }
            nanos.add(runtime.clock().nanos() - began);
            done.complete(true);
          } catch (RuntimeException | AssertionError e) {
            done.completeExceptionally(e);
          }
        });
    return done;
  }

  private static boolean directly(Database database, String own) {
    try (Transaction tx = database.begin()) {
      tx.put(b(own), b("x"));
      SHARED.forEach(key -> tx.put(b(key), b(own)));
      tx.commit();
      return true;
    } catch (RetryableException e) {
      return false;
    }
  }

  private static boolean bySql(SqlTransactions node, String own) {
    SqlTransaction tx = SqlNodes.begin(node, SqlTxOptions.block());
    try {
      tx.put(b(own), b("x"));
      SHARED.forEach(key -> tx.put(b(key), b(own)));
      tx.commit();
      return true;
    } catch (SqlException e) {
      assertThat(e.state()).isEqualTo(SqlState.SERIALIZATION_FAILURE);
      return false;
    }
  }

  private void rounds(Commit here, Commit there) {
    NodeRuntime runtime = nodes.cluster.clientRuntime();
    SimulatedCode code =
        () -> {
          nodes.db1.admin().splitRegion(List.of(b("k10"), b("k20"), b("k30")));
          for (int round = 0; round < ROUNDS; round++) {
            int before = committed;
            List<CompletableFuture<Boolean>> both =
                List.of(timed("client", runtime, here), timed("sql-2", nodes.runtime2(), there));
            for (CompletableFuture<Boolean> each : both) {
              nodes.await(each);
            }
            assertThat(committed).as("round %d", round).isGreaterThan(before);
          }
        };
    try (nodes) {
      nodes.run(code);
      assertThat(nanos).hasSize(2 * ROUNDS).allMatch(each -> each < LONGEST.toNanos());
    }
  }

  @Test
  void ofTwoClients() {
    rounds(() -> directly(nodes.db1, "k01"), () -> directly(nodes.db2, "k02"));
  }

  @Test
  void ofTwoSqlNodes() {
    rounds(() -> bySql(nodes.node1, "k01"), () -> bySql(nodes.node2, "k02"));
  }
}

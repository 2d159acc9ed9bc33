package io.holdfast.endtoend.sql.txn;

import static io.holdfast.endtoend.sql.txn.SqlNodes.b;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.client.Database;
import io.holdfast.cluster.SimulatedCluster;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.runtime.node.NodeRuntime;
import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.txn.CatalogGuard;
import io.holdfast.sql.txn.Isolation;
import io.holdfast.sql.txn.LockWait;
import io.holdfast.sql.txn.PlantedTransactions;
import io.holdfast.sql.txn.SqlTransaction;
import io.holdfast.sql.txn.SqlTransactions;
import io.holdfast.sql.txn.SqlTxOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Sessions of two SQL nodes count up a few rows in blocks of several statements, some in random
 * order, so that they meet in every way. Each acknowledged block has counted three times; whatever
 * is missing in the end was lost. The same run finds a node that does not compare what its writes
 * were computed from.
 */
final class CountersTest {
  private static final int COUNTERS = 5;
  private static final int SESSIONS = 6;
  private static final int BLOCKS = 12;
  private static final int STEPS = 3;

  private static final class Figures {
    long acknowledged;
    long conflicts;
    long deadlocks;
  }

  private static Bytes counter(int number) {
    return b("counter-" + number);
  }

  private static long number(@Nullable Bytes value) {
    return value == null ? 0 : Long.parseLong(value.toUtf8());
  }

  /** Difference between what was acknowledged and what is there. */
  private static long lost(
      long seed,
      Isolation isolation,
      BiFunction<Database, NodeRuntime, SqlTransactions> nodes,
      Figures figures) {
    try (SimulatedCluster cluster = SimulatedCluster.start(seed)) {
      Database second = cluster.connectFrom("sql-2");
      SqlTransactions node1 = nodes.apply(cluster.database(), cluster.clientRuntime());
      NodeRuntime runtime2 = cluster.world().node("sql-2").runtime();
      SqlTransactions node2 = nodes.apply(second, runtime2);
      List<CompletableFuture<Boolean>> ended = new ArrayList<>();
      SplittableRandom random = new SplittableRandom(seed);
      for (int i = 0; i < SESSIONS; i++) {
        SplittableRandom own = random.split();
        CompletableFuture<Boolean> end = new CompletableFuture<>();
        ended.add(end);
        boolean first = i % 2 == 0;
        NodeRuntime runtime = first ? cluster.clientRuntime() : runtime2;
        Runnable session =
            () -> {
              try {
                for (int block = 0; block < BLOCKS; block++) {
                  count(first ? node1 : node2, isolation, own, runtime, figures);
                }
                end.complete(true);
              } catch (InterruptedException | RuntimeException | AssertionError e) {
                end.completeExceptionally(e);
              }
            };
        if (first) {
          cluster.spawn("session-" + i, session);
        } else {
          cluster.spawnOn("sql-2", "session-" + i, session);
        }
      }
      long[] total = new long[1];
      cluster.run(
          () -> {
            for (CompletableFuture<Boolean> each : ended) {
              cluster.clientRuntime().await(each);
            }
            SqlTransaction audit = SqlNodes.begin(node1, SqlTxOptions.autocommit());
            for (int i = 0; i < COUNTERS; i++) {
              total[0] += number(audit.get(counter(i)));
            }
            audit.commit();
          });
      assertThat(node1.lockedRows() + node2.lockedRows()).isZero();
      return figures.acknowledged * STEPS - total[0];
    }
  }

  private static void count(
      SqlTransactions node,
      Isolation isolation,
      SplittableRandom random,
      NodeRuntime runtime,
      Figures figures)
      throws InterruptedException {
    SqlTransaction tx = node.begin(SqlTxOptions.block().withIsolation(isolation));
    try {
      for (int step = 0; step < STEPS; step++) {
        runtime.sleep(Duration.ofMillis(random.nextInt(8)));
        tx.beginStatement();
        Bytes key = counter(random.nextInt(COUNTERS));
        tx.put(key, b(Long.toString(1 + read(tx, key, random.nextInt(3)))));
      }
      tx.commit();
      figures.acknowledged++;
    } catch (SqlException e) {
      tx.rollback();
      if (e.state() == SqlState.DEADLOCK_DETECTED) {
        figures.deadlocks++;
      } else if (e.state() == SqlState.SERIALIZATION_FAILURE) {
        figures.conflicts++;
      } else {
        throw e;
      }
    }
  }

  private static long read(SqlTransaction tx, Bytes key, int how) {
    if (how == 0) {
      return number(tx.getForUpdate(key));
    }
    Bytes seen = tx.get(key);
    if (how == 1 || seen == null) {
      return number(seen); // And written without a lock.
    }
    var rows = tx.lockSeen(new TreeMap<>(java.util.Map.of(key, seen)), LockWait.WAIT);
    return number(rows.firstEntry().getValue().value());
  }

  private static SqlTransactions sound(Database database, NodeRuntime runtime) {
    return new SqlTransactions(database, runtime, CatalogGuard.none());
  }

  @Test
  void nothingIsLostAtAnyLevel() {
    Figures figures = new Figures();
    for (long seed = 1; seed <= 5; seed++) {
      for (Isolation isolation : Isolation.values()) {
        Figures run = new Figures();
        assertThat(lost(seed, isolation, CountersTest::sound, run))
            .as("seed %d, %s", seed, isolation)
            .isZero();
        figures.acknowledged += run.acknowledged;
        figures.conflicts += run.conflicts;
        figures.deadlocks += run.deadlocks;
      }
    }
    assertThat(figures.acknowledged).isPositive();
    assertThat(figures.conflicts).isPositive();
    assertThat(figures.deadlocks).isPositive();
  }

  @Test
  void aNodeThatDoesNotCompareLosesUpdatesAndIsFoundOut() {
    long lost = 0;
    for (long seed = 1; seed <= 20 && lost == 0; seed++) {
      lost =
          lost(
              seed,
              Isolation.READ_COMMITTED,
              PlantedTransactions::withoutComparingBases,
              new Figures());
    }
    assertThat(lost).isPositive();
  }

  @Test
  void oneSeedIsOneHistory() {
    List<Long> histories = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      Figures figures = new Figures();
      lost(3, Isolation.READ_COMMITTED, CountersTest::sound, figures);
      histories.add(figures.acknowledged * 1_000_000 + figures.conflicts);
    }
    assertThat(histories.get(0)).isEqualTo(histories.get(1));
  }
}

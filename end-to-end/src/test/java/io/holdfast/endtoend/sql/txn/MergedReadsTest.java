package io.holdfast.endtoend.sql.txn;

import static io.holdfast.endtoend.sql.txn.SqlNodes.b;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.client.txn.KeyValue;
import io.holdfast.cluster.SimulatedCluster;
import io.holdfast.protocol.key.KeyRange;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.sql.txn.CatalogGuard;
import io.holdfast.sql.txn.Isolation;
import io.holdfast.sql.txn.LockWait;
import io.holdfast.sql.txn.RowScan;
import io.holdfast.sql.txn.Savepoint;
import io.holdfast.sql.txn.SqlTransaction;
import io.holdfast.sql.txn.SqlTransactions;
import io.holdfast.sql.txn.SqlTxOptions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Random statements of one transaction against a plain map, with its copies for savepoints. */
final class MergedReadsTest {
  private static final int KEYS = 24;
  private static final List<Isolation> LEVELS = List.of(Isolation.values());

  private record Mark(Savepoint place, TreeMap<Bytes, Bytes> state) {}

  /** A transaction and what it should see. */
  private static final class Model {
    final SqlTransaction tx;
    final SplittableRandom random;
    final Deque<Mark> marks = new ArrayDeque<>();
    TreeMap<Bytes, Bytes> before; // What the running statement sees.
    TreeMap<Bytes, Bytes> now;

    Model(SqlTransaction tx, SplittableRandom random, Map<Bytes, Bytes> committed) {
      this.tx = tx;
      this.random = random;
      this.now = new TreeMap<>(committed);
      this.before = new TreeMap<>(committed);
    }

    Bytes key() {
      return b(String.format("k%02d", random.nextInt(KEYS)));
    }

    void statement() {
      tx.beginStatement();
      before = new TreeMap<>(now);
      int steps = 1 + random.nextInt(6);
      for (int i = 0; i < steps; i++) {
        switch (random.nextInt(5)) {
          case 0 -> write();
          case 1 -> remove();
          case 2 -> insert();
          case 3 -> points();
          default -> range();
        }
      }
      savepoints();
    }

    private void write() {
      Bytes key = key();
      if (random.nextBoolean()) {
        assertThat(tx.getForUpdate(key)).isEqualTo(now.get(key));
      }
      Bytes value = b("v" + random.nextInt(1_000));
      tx.put(key, value);
      now.put(key, value);
    }

    private void remove() {
      Bytes key = key();
      tx.lock(List.of(key), LockWait.WAIT);
      tx.delete(key);
      now.remove(key);
    }

    private void insert() {
      Bytes key = key();
      if (!now.containsKey(key)) {
        tx.insert(key, b("inserted"));
        now.put(key, b("inserted"));
      }
    }

    private void points() {
      List<Bytes> keys = new ArrayList<>();
      TreeMap<Bytes, Bytes> expected = new TreeMap<>();
      for (int i = 0; i < 5; i++) {
        Bytes key = key();
        keys.add(key);
        assertThat(tx.get(key)).isEqualTo(before.get(key));
        if (before.containsKey(key)) {
          expected.put(key, before.get(key));
        }
      }
      assertThat(tx.batchGet(keys)).isEqualTo(expected);
    }

    private void range() {
      Bytes one = key();
      Bytes two = key();
      Bytes end = random.nextInt(4) == 0 ? Bytes.EMPTY : one.compareTo(two) < 0 ? two : one;
      KeyRange range = new KeyRange(one.compareTo(two) < 0 ? one : two, end);
      boolean reverse = random.nextBoolean();
      TreeMap<Bytes, Bytes> part = new TreeMap<>();
      before.forEach(
          (key, value) -> {
            if (range.contains(key)) {
              part.put(key, value);
            }
          });
      List<KeyValue> expected = new ArrayList<>();
      (reverse ? part.descendingMap() : part)
          .forEach((key, value) -> expected.add(new KeyValue(key, value)));
      List<KeyValue> found = new ArrayList<>();
      try (RowScan scan = tx.scan(range, reverse, random.nextInt(4))) {
        for (KeyValue row = scan.next(); row != null; row = scan.next()) {
          found.add(row);
          if (random.nextInt(4) == 0) {
            write(); // Invisible to this statement.
          }
        }
        assertThat(scan.next()).isNull();
      }
      assertThat(found).isEqualTo(expected);
    }

    private void savepoints() {
      int choice = random.nextInt(6);
      if (choice == 0) {
        marks.push(new Mark(tx.mark(), new TreeMap<>(now)));
      } else if (choice == 1 && !marks.isEmpty()) {
        for (int i = random.nextInt(marks.size()); i > 0; i--) {
          marks.pop();
        }
        tx.rollbackTo(marks.element().place());
        now = new TreeMap<>(marks.element().state());
      } else if (choice == 2 && !marks.isEmpty()) {
        tx.release(marks.pop().place());
      }
    }
  }

  @Test
  void readsShowWhatAPlainMapWouldShow() {
    for (long seed = 1; seed <= 12; seed++) {
      try (SimulatedCluster cluster = SimulatedCluster.start(seed)) {
        SplittableRandom random = new SplittableRandom(seed);
        SqlTransactions node =
            new SqlTransactions(cluster.database(), cluster.clientRuntime(), CatalogGuard.none());
        TreeMap<Bytes, Bytes> committed = new TreeMap<>();
        cluster.run(
            () -> {
              for (int round = 0; round < 6; round++) {
                Isolation isolation = LEVELS.get(round % LEVELS.size());
                SqlTransaction tx = node.begin(SqlTxOptions.block().withIsolation(isolation));
                Model model = new Model(tx, random, committed);
                for (int i = 0; i < 15; i++) {
                  model.statement();
                }
                if (random.nextInt(4) == 0) {
                  tx.rollback();
                } else {
                  tx.commit();
                  committed.clear();
                  committed.putAll(model.now);
                }
                SqlTransaction reader = node.begin(SqlTxOptions.autocommit());
                new Model(reader, random, committed).statement();
                reader.rollback();
              }
            });
        assertThat(node.lockedRows()).isZero();
      }
    }
  }
}

package io.holdfast.endtoend.sql.txn;

import static io.holdfast.endtoend.sql.txn.SqlNodes.assertRefused;
import static io.holdfast.endtoend.sql.txn.SqlNodes.b;
import static io.holdfast.endtoend.sql.txn.SqlNodes.begin;
import static io.holdfast.endtoend.sql.txn.SqlNodes.read;
import static io.holdfast.endtoend.sql.txn.SqlNodes.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.client.error.KeyExistsException;
import io.holdfast.client.txn.KeyValue;
import io.holdfast.protocol.key.KeyRange;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.txn.Isolation;
import io.holdfast.sql.txn.LockWait;
import io.holdfast.sql.txn.LockedRow;
import io.holdfast.sql.txn.RowScan;
import io.holdfast.sql.txn.Savepoint;
import io.holdfast.sql.txn.SqlTransaction;
import io.holdfast.sql.txn.SqlTxOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What each level lets happen between sessions of two nodes, which share no row locks (rule SQL-7;
 * for SERIALIZABLE S1, S3, S6, S7).
 */
final class IsolationTest {
  private final SqlNodes nodes = new SqlNodes(7);

  @AfterEach
  void close() {
    nodes.close();
  }

  private static SqlTxOptions block(Isolation isolation) {
    return SqlTxOptions.block().withIsolation(isolation);
  }

  private static List<String> rows(SqlTransaction tx) {
    List<String> rows = new ArrayList<>();
    try (RowScan scan = tx.scan(KeyRange.ALL, false, 0)) {
      for (KeyValue row = scan.next(); row != null; row = scan.next()) {
        rows.add(row.key().toUtf8() + "=" + row.value().toUtf8());
      }
    }
    return rows;
  }

  @ParameterizedTest
  @EnumSource
  void anUpdateIsNeverLost(Isolation isolation) {
    nodes.run(
        () -> {
          write(nodes.node1, "x", "1");
          write(nodes.node1, "y", "1");
          for (boolean locked : new boolean[] {true, false}) {
            SqlTransaction first = begin(nodes.node1, block(isolation));
            assertThat(locked ? first.getForUpdate(b("x")) : first.get(b("x"))).isNotNull();
            first.put(b("x"), b("first"));
            write(nodes.node2, "x", "rival " + locked); // Between its read and its commit.
            first.beginStatement();
            first.getForUpdate(b("y"));
            first.put(b("y"), b("first"));
            assertRefused(SqlState.SERIALIZATION_FAILURE, first::commit);
            assertThat(read(nodes.node1, "x")).isEqualTo("rival " + locked);
            assertThat(read(nodes.node1, "y")).isEqualTo("1");
          }
        });
    assertThat(nodes.node1.metrics().conflicts()).isEqualTo(2);
    assertThat(nodes.node1.lockedRows()).isZero();
  }

  @Test
  void aSelectForUpdateIsKeptToTheCommitThoughTheRowIsNotWritten() {
    nodes.run(
        () -> {
          write(nodes.node1, "x", "1");
          SqlTransaction tx = begin(nodes.node1);
          tx.getForUpdate(b("x"));
          write(nodes.node2, "x", "2");
          tx.beginStatement();
          tx.getForUpdate(b("y"));
          tx.put(b("y"), b("computed from x"));
          assertRefused(SqlState.SERIALIZATION_FAILURE, tx::commit);
          assertThat(read(nodes.node1, "y")).isEqualTo("none");
        });
  }

  @Test
  void readCommittedSeesWhatWasCommittedBeforeEachStatementAndUpdatesThat() {
    nodes.run(
        () -> {
          write(nodes.node1, "x", "1");
          SqlTransaction tx = begin(nodes.node1);
          assertThat(tx.get(b("x"))).isEqualTo(b("1"));
          write(nodes.node2, "x", "2");
          assertThat(tx.get(b("x"))).isEqualTo(b("1"));
          tx.beginStatement();
          assertThat(tx.get(b("x"))).isEqualTo(b("2"));
          tx.beginStatement();
          assertThat(tx.getForUpdate(b("x"))).isEqualTo(b("2"));
          tx.put(b("x"), b("3"));
          tx.commit();
          assertThat(read(nodes.node2, "x")).isEqualTo("3");
        });
  }

  @Test
  void repeatableReadKeepsItsStateAndRefusesToChangeWhatChanged() {
    nodes.run(
        () -> {
          write(nodes.node1, "x", "1");
          SqlTransaction tx = begin(nodes.node1, block(Isolation.REPEATABLE_READ));
          assertThat(tx.get(b("x"))).isEqualTo(b("1"));
          write(nodes.node1, "x", "2");
          write(nodes.node2, "y", "2");
          tx.beginStatement();
          assertThat(rows(tx)).containsExactly("x=1");
          tx.beginStatement();
          // A session of the same node has changed it: known at once.
          assertRefused(SqlState.SERIALIZATION_FAILURE, () -> tx.getForUpdate(b("x")));
          tx.rollback();
        });
  }

  /** Each reads both and writes one: possible under snapshots, not one after the other. */
  @ParameterizedTest
  @EnumSource
  void writeSkewHappensBelowSerializableOnly(Isolation isolation) {
    nodes.run(
        () -> {
          write(nodes.node1, "x", "1");
          write(nodes.node1, "y", "1");
          SqlTransaction one = begin(nodes.node1, block(isolation));
          SqlTransaction two = begin(nodes.node2, block(isolation));
          assertThat(one.batchGet(List.of(b("x"), b("y")))).hasSize(2);
          assertThat(two.batchGet(List.of(b("x"), b("y")))).hasSize(2);
          one.put(b("x"), b("0"));
          two.put(b("y"), b("0"));
          one.commit();
          if (isolation == Isolation.SERIALIZABLE) {
            assertRefused(SqlState.SERIALIZATION_FAILURE, two::commit);
            assertThat(read(nodes.node1, "y")).isEqualTo("1");
          } else {
            two.commit();
            assertThat(read(nodes.node1, "y")).isEqualTo("0");
          }
        });
  }

  @Test
  void serializableNoticesNewRowsInWhatItHasScannedAndOnlyThere() {
    nodes.run(
        () -> {
          for (String key : List.of("b", "d", "f")) {
            write(nodes.node1, key, "1");
          }
          for (boolean reverse : new boolean[] {false, true}) {
            for (String rival : List.of("a", "c", "e", "g")) {
              SqlTransaction tx = begin(nodes.node1, block(Isolation.SERIALIZABLE));
              try (RowScan scan = tx.scan(KeyRange.ALL, reverse, 1)) {
                scan.next();
                scan.next();
              }
              tx.put(b("result"), b(rival));
              write(nodes.node2, rival, "1");
              // Two rows were read: b and d, or f and d ("result" lies outside of what was read).
              boolean seen = reverse ? rival.compareTo("d") > 0 : rival.compareTo("d") < 0;
              if (seen) {
                assertRefused(SqlState.SERIALIZATION_FAILURE, tx::commit);
              } else {
                tx.commit();
              }
              SqlTransaction cleanup = begin(nodes.node1);
              for (String key : List.of(rival, "result")) {
                cleanup.getForUpdate(b(key));
                cleanup.delete(b(key));
              }
              cleanup.commit();
            }
          }
        });
  }

  @Test
  void serializableNoticesThatAnAbsentRowAppeared() {
    nodes.run(
        () -> {
          SqlTransaction tx = begin(nodes.node1, block(Isolation.SERIALIZABLE));
          assertThat(tx.get(b("x"))).isNull();
          tx.insert(b("y"), b("no x"));
          write(nodes.node2, "x", "1");
          assertThatThrownBy(tx::commit)
              .hasMessage(
                  "could not serialize access due to read/write dependencies among transactions");
          // Who only reads needs no check.
          SqlTransaction reader = begin(nodes.node1, block(Isolation.SERIALIZABLE));
          assertThat(rows(reader)).containsExactly("x=1");
          write(nodes.node2, "x", "2");
          reader.commit();
        });
  }

  @Test
  void aKeyInsertedTwiceIsADuplicateAndTheErrorNamesIt() {
    nodes.run(
        () -> {
          SqlTransaction one = begin(nodes.node1);
          SqlTransaction two = begin(nodes.node2);
          one.insert(b("k"), b("one"));
          one.commit();
          two.insert(b("k"), b("two"));
          assertThatThrownBy(two::commit)
              .isInstanceOfSatisfying(
                  SqlException.class,
                  e -> {
                    assertThat(e.state()).isEqualTo(SqlState.UNIQUE_VIOLATION);
                    assertThat(e.getCause())
                        .isInstanceOfSatisfying(
                            KeyExistsException.class,
                            cause -> assertThat(cause.key()).isEqualTo(b("k")));
                  });
          // Known earlier when the row was locked before.
          SqlTransaction three = begin(nodes.node2);
          assertThat(three.lockExisting(List.of(b("k")))).containsEntry(b("k"), b("one"));
          assertRefused(SqlState.UNIQUE_VIOLATION, () -> three.insert(b("k"), b("three")));
          three.rollback();
          SqlTransaction four = begin(nodes.node1);
          four.getForUpdate(b("k"));
          four.delete(b("k"));
          four.insert(b("k"), b("four"));
          assertRefused(SqlState.UNIQUE_VIOLATION, () -> four.insert(b("k"), b("again")));
          four.commit();
          assertThat(read(nodes.node1, "k")).isEqualTo("four");
        });
  }

  @Test
  void aStatementDoesNotSeeItsOwnWritesAndTheNextOneDoes() {
    nodes.run(
        () -> {
          write(nodes.node1, "a", "1");
          write(nodes.node1, "b", "1");
          SqlTransaction tx = begin(nodes.node1);
          List<String> seen = new ArrayList<>();
          try (RowScan scan = tx.scan(KeyRange.ALL, false, 0)) {
            for (KeyValue row = scan.next(); row != null; row = scan.next()) {
              seen.add(row.key().toUtf8());
              tx.putFresh(row.key().concat(b("-copy")), row.value());
              tx.lockSeen(new TreeMap<>(java.util.Map.of(row.key(), row.value())), LockWait.WAIT);
              tx.delete(row.key());
              assertThat(tx.get(row.key())).isEqualTo(b("1"));
              LockedRow again = tx.lock(List.of(row.key()), LockWait.WAIT).get(row.key());
              assertThat(again).isEqualTo(new LockedRow(null, false, true));
            }
          }
          assertThat(seen).containsExactly("a", "b");
          RowScan open = tx.scan(KeyRange.ALL, false, 0); // A cursor of this statement.
          tx.beginStatement();
          assertThat(rows(tx)).containsExactly("a-copy=1", "b-copy=1");
          tx.delete(b("a-copy"));
          assertThat(rows(tx)).containsExactly("a-copy=1", "b-copy=1");
          tx.beginStatement();
          tx.put(b("a-copy"), b("2"));
          tx.beginStatement();
          assertThat(rows(tx)).containsExactly("a-copy=2", "b-copy=1");
          List<KeyValue> cursor = new ArrayList<>();
          for (KeyValue row = open.next(); row != null; row = open.next()) {
            cursor.add(row);
          }
          open.close();
          assertThat(cursor).extracting(KeyValue::key).containsExactly(b("a"), b("b"));
          tx.commit();
        });
  }

  @Test
  void aSavepointTakesBackWritesAndLocksOfRowsForTheCommit() {
    nodes.run(
        () -> {
          write(nodes.node1, "x", "1");
          SqlTransaction tx = begin(nodes.node1);
          tx.putFresh(b("kept"), b("1"));
          Savepoint outer = tx.mark();
          tx.beginStatement();
          tx.getForUpdate(b("x"));
          tx.put(b("x"), b("2"));
          tx.put(b("kept"), b("2"));
          Savepoint inner = tx.mark();
          tx.beginStatement();
          tx.delete(b("x"));
          tx.beginStatement();
          assertThat(rows(tx)).containsExactly("kept=2");
          tx.rollbackTo(inner);
          assertThat(rows(tx)).containsExactly("kept=2", "x=2");
          tx.rollbackTo(outer);
          assertThat(rows(tx)).containsExactly("kept=1", "x=1");
          assertThatThrownBy(() -> tx.rollbackTo(inner)).isInstanceOf(IllegalStateException.class);
          tx.release(outer);
          write(nodes.node2, "x", "rival"); // No longer of interest to us.
          tx.beginStatement();
          tx.putFresh(b("z"), b("1"));
          tx.commit();
          assertThat(rows(begin(nodes.node1))).containsExactly("kept=1", "x=rival", "z=1");
        });
  }

  @Test
  void aReadOnlyTransactionRefusesWritesAndLevelsAreFixedByTheFirstStatement() {
    nodes.run(
        () -> {
          SqlTransaction tx = nodes.node1.begin(SqlTxOptions.block());
          tx.setIsolation(Isolation.REPEATABLE_READ);
          tx.setReadOnly(true);
          tx.beginStatement();
          assertThatThrownBy(() -> tx.requireWritable("INSERT"))
              .hasMessage("cannot execute INSERT in a read-only transaction");
          assertRefused(SqlState.READ_ONLY_SQL_TRANSACTION, () -> tx.putFresh(b("x"), Bytes.EMPTY));
          assertRefused(SqlState.ACTIVE_SQL_TRANSACTION, () -> tx.setReadOnly(false));
          assertRefused(
              SqlState.ACTIVE_SQL_TRANSACTION, () -> tx.setIsolation(Isolation.SERIALIZABLE));
          assertThat(tx.commit()).isZero();
        });
  }

  @Test
  void aTransactionThatIsTooLargeIsRefusedBeforeAnythingIsSent() {
    nodes.run(
        () -> {
          SqlTransaction tx = begin(nodes.node1);
          assertRefused(
              SqlState.PROGRAM_LIMIT_EXCEEDED,
              () -> tx.putFresh(Bytes.wrap(new byte[8 * 1024 + 1]), Bytes.EMPTY));
          assertRefused(
              SqlState.PROGRAM_LIMIT_EXCEEDED,
              () -> tx.putFresh(b("k"), Bytes.wrap(new byte[6 * 1024 * 1024 + 1])));
          Bytes large = Bytes.wrap(new byte[6 * 1024 * 1024]);
          assertRefused(
              SqlState.PROGRAM_LIMIT_EXCEEDED,
              () -> {
                for (int i = 0; i < 11; i++) {
                  tx.putFresh(b("k" + i), large);
                }
              });
          tx.rollback();
        });
  }
}

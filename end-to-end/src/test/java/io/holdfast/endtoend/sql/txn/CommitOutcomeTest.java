package io.holdfast.endtoend.sql.txn;

import static io.holdfast.endtoend.sql.txn.SqlNodes.assertRefused;
import static io.holdfast.endtoend.sql.txn.SqlNodes.b;
import static io.holdfast.endtoend.sql.txn.SqlNodes.begin;
import static io.holdfast.endtoend.sql.txn.SqlNodes.read;
import static io.holdfast.endtoend.sql.txn.SqlNodes.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.txn.CatalogGuard;
import io.holdfast.sql.txn.Isolation;
import io.holdfast.sql.txn.SqlTransaction;
import io.holdfast.sql.txn.SqlTxOptions;
import io.holdfast.sql.txn.StatementLimits;
import io.holdfast.sql.txn.StatementRetry;
import io.holdfast.sql.txn.TableUse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Commits that are too late for their catalogue, of unknown outcome, or worth another try. */
final class CommitOutcomeTest {
  /** Answers what the test says, and remembers what it was asked. */
  private static final class ScriptedGuard implements CatalogGuard {
    private final List<List<TableUse>> asked = new ArrayList<>();
    private Runnable before = () -> {};
    private long bound = Long.MAX_VALUE;
    private long laterBound = Long.MAX_VALUE;

    @Override
    public long commitBefore(List<TableUse> used) {
      asked.add(used);
      if (asked.size() > 1) {
        before.run();
        return laterBound;
      }
      return bound;
    }
  }

  private final ScriptedGuard guard = new ScriptedGuard();

  @ParameterizedTest
  @EnumSource
  void aCommitLaterThanItsCatalogIsCheckedAgainAndSucceedsIfNothingHasChanged(Isolation isolation) {
    try (SqlNodes nodes = new SqlNodes(9, guard)) {
      nodes.run(
          () -> {
            SqlTransaction tx = begin(nodes.node1, SqlTxOptions.block().withIsolation(isolation));
            tx.useTable(17, 3);
            tx.useTable(5, 1);
            tx.useTable(17, 3);
            tx.useTable(9, 9);
            tx.ownTable(9, 9);
            tx.useTable(9, 10);
            tx.putFresh(b("x"), b("1"));
            guard.bound = 1;
            tx.commit();
            assertThat(read(nodes.node2, "x")).isEqualTo("1");
          });
      assertThat(guard.asked)
          .containsExactly(
              List.of(new TableUse(5, 1), new TableUse(17, 3)),
              List.of(new TableUse(5, 1), new TableUse(17, 3)));
      assertThat(nodes.node1.metrics().catalogRenewals()).isEqualTo(1);
    }
  }

  @Test
  void aCommitWhoseTableHasChangedMeanwhileLeavesNothing() {
    try (SqlNodes nodes = new SqlNodes(10, guard)) {
      nodes.run(
          () -> {
            SqlTransaction tx = begin(nodes.node1);
            tx.useTable(17, 3);
            tx.putFresh(b("x"), b("1"));
            guard.bound = 1;
            guard.before =
                () -> {
                  throw new SqlException(SqlState.SERIALIZATION_FAILURE, "the table has changed");
                };
            assertThatThrownBy(tx::commit).hasMessage("the table has changed");
            assertThat(read(nodes.node2, "x")).isEqualTo("none");
            SqlTransaction late = begin(nodes.node1);
            late.useTable(17, 3);
            late.putFresh(b("x"), b("1"));
            guard.asked.clear();
            guard.before = () -> {};
            guard.laterBound = 2;
            assertRefused(SqlState.SERIALIZATION_FAILURE, late::commit);
            assertThat(read(nodes.node2, "x")).isEqualTo("none");
            SqlTransaction mixed = begin(nodes.node1);
            mixed.useTable(17, 2);
            mixed.useTable(17, 3); // Read as it was then, and read as it is now.
            mixed.writeTable(17);
            assertRefused(SqlState.SERIALIZATION_FAILURE, () -> mixed.useTable(17, 4));
            mixed.rollback();
          });
    }
  }

  @Test
  void anUnknownOutcomeIsNeverASuccessNorAConflict() {
    try (SqlNodes nodes = new SqlNodes(11, guard)) {
      nodes.run(
          () -> {
            SqlTransaction tx = begin(nodes.node1, SqlTxOptions.autocommit());
            tx.useTable(17, 3);
            tx.getForUpdate(b("x"));
            tx.put(b("x"), b("1"));
            guard.bound = 1;
            guard.before = nodes.db1::close; // While everything is locked.
            assertThatThrownBy(tx::commit)
                .isInstanceOfSatisfying(
                    SqlException.class,
                    e -> {
                      assertThat(e.state()).isEqualTo(SqlState.STATEMENT_COMPLETION_UNKNOWN);
                      assertThat(nodes.node1.newRetry(1).again(tx, e, StatementLimits.none()))
                          .isFalse();
                    });
          });
      assertThat(nodes.node1.metrics().undetermined()).isEqualTo(1);
      assertThat(nodes.node1.metrics().commits()).isZero();
      assertThat(nodes.node1.lockedRows()).isZero();
    }
  }

  @Test
  void aStatementOutsideOfABlockIsTriedAgainAfterAConflictButNotForEver() {
    try (SqlNodes nodes = new SqlNodes(12)) {
      nodes.run(
          () -> {
            StatementRetry retry = nodes.node1.newRetry(1);
            for (int rivals : new int[] {3, 1_000}) {
              write(nodes.node2, "x", "0");
              retry.reset();
              int attempts = 0;
              boolean again = true;
              boolean done = false;
              while (again) {
                attempts++;
                SqlTransaction tx = begin(nodes.node1, SqlTxOptions.autocommit());
                tx.getForUpdate(b("x"));
                if (attempts <= rivals) {
                  write(nodes.node2, "x", "rival " + attempts);
                }
                tx.put(b("x"), b("mine"));
                try {
                  tx.commit();
                  done = true;
                  again = false;
                } catch (SqlException e) {
                  again = retry.again(tx, e, StatementLimits.none());
                }
              }
              assertThat(done).isEqualTo(rivals == 3);
              assertThat(attempts).isEqualTo(rivals == 3 ? 4 : 10);
            }
            SqlTransaction block = begin(nodes.node1, SqlTxOptions.block());
            assertThat(block.canRetryStatement()).isFalse();
          });
    }
  }
}

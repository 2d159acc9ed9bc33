package io.holdfast.endtoend.sql.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Cursors that go back and cursors that outlive their transaction, as drivers' named ones do. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class CursorsTest {
  private final WireLab lab = new WireLab(74);

  @BeforeAll
  void fill() {
    lab.query(
        "create table n (i int primary key)",
        "insert into n select g from generate_series(1, 5) g");
  }

  @AfterAll
  void close() {
    lab.close();
  }

  @Test
  void aScrollCursorGoesWhereFetchSays() {
    assertThat(
            lab.query(
                "begin",
                "declare c scroll cursor for select i from n order by i",
                "fetch 2 from c",
                "fetch prior from c",
                "fetch prior from c",
                "fetch absolute -2 from c",
                "fetch relative -2 from c",
                "fetch 0 from c",
                "fetch backward all from c",
                "move forward all in c",
                "fetch backward 2 from c",
                "move absolute 9 in c",
                "fetch last from c",
                "commit",
                "fetch c"))
        .containsExactly(
            "C BEGIN, Z T",
            "C DECLARE CURSOR, Z T",
            "T i:23, D 1, D 2, C FETCH 2, Z T",
            "T i:23, D 1, C FETCH 1, Z T",
            "T i:23, C FETCH 0, Z T",
            "T i:23, D 4, C FETCH 1, Z T",
            "T i:23, D 2, C FETCH 1, Z T",
            "T i:23, D 2, C FETCH 1, Z T",
            "T i:23, D 1, C FETCH 1, Z T",
            "C MOVE 5, Z T",
            "T i:23, D 5, D 4, C FETCH 2, Z T",
            "C MOVE 0, Z T",
            "T i:23, D 5, C FETCH 1, Z T",
            "C COMMIT, Z I",
            "E 34000, Z I");
  }

  @Test
  void aHeldCursorOutlivesItsTransactionIfThatIsCommitted() {
    assertThat(
            lab.query(
                "begin",
                "declare kept cursor with hold for select i from n order by i",
                "fetch 2 from kept",
                "commit",
                "delete from n where i = 3",
                "fetch 2 from kept",
                "begin",
                "declare lost cursor with hold for select 1",
                "select 1 / 0 as a",
                "rollback",
                "fetch lost",
                "fetch kept",
                "close kept",
                "insert into n values (3)",
                "declare alone cursor with hold for select 7 as a",
                "fetch all from alone",
                "declare alone cursor with hold for select 8 as a",
                "declare bad cursor with hold for select 1 / 0 as a",
                "declare bad cursor with hold for select i from n for update"))
        .containsExactly(
            "C BEGIN, Z T",
            "C DECLARE CURSOR, Z T",
            "T i:23, D 1, D 2, C FETCH 2, Z T",
            "C COMMIT, Z I",
            "C DELETE 1, Z I",
            "T i:23, D 3, D 4, C FETCH 2, Z I",
            "C BEGIN, Z T",
            "C DECLARE CURSOR, Z T",
            "E 22012, Z E",
            "C ROLLBACK, Z I",
            "E 34000, Z I",
            "T i:23, D 5, C FETCH 1, Z I",
            "C CLOSE CURSOR, Z I",
            "C INSERT 0 1, Z I",
            "C DECLARE CURSOR, Z I",
            "T a:23, D 7, C FETCH 1, Z I",
            "E 42P03, Z I",
            "E 22012, Z I",
            "E 0A000, Z I");
  }

  @Test
  void aSavepointTakesItsCursorsWithItAndLeavesHeldOnesOfOtherTransactions() {
    assertThat(
            lab.query(
                "declare kept cursor with hold for select i from n order by i",
                "begin",
                "savepoint a",
                "declare inner_one scroll cursor for select i from n order by i",
                "rollback to a",
                "fetch kept",
                "fetch inner_one",
                "rollback",
                "fetch kept",
                "close all"))
        .containsExactly(
            "C DECLARE CURSOR, Z I",
            "C BEGIN, Z T",
            "C SAVEPOINT, Z T",
            "C DECLARE CURSOR, Z T",
            "C ROLLBACK, Z T",
            "T i:23, D 1, C FETCH 1, Z T",
            "E 34000, Z E",
            "C ROLLBACK, Z I",
            "T i:23, D 2, C FETCH 1, Z I",
            "C CLOSE CURSOR ALL, Z I");
  }

  @Test
  void aTransactionThatCannotBePreparedIsRolledBack() {
    assertThat(
            lab.query(
                "begin",
                "insert into n values (50)",
                "prepare transaction 'x'",
                "select count(*) from n where i = 50"))
        .containsExactly(
            "C BEGIN, Z T",
            "C INSERT 0 1, Z T",
            "E 55000, Z I",
            "T count:20, D 0, C SELECT 1, Z I");
  }
}

package io.holdfast.endtoend.sql.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.sql.server.SqlConnection;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Conversations of drivers that use the extended protocol as it may be used: Flush in place of
 * Sync, pipelines, statements kept over changes of tables and settings.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ExtendedProtocolTest {
  private final WireLab lab = new WireLab(71);

  @AfterAll
  void close() {
    lab.close();
  }

  private List<String> talk(WireScript script) {
    return lab.talk(script);
  }

  private void run(String... statements) {
    assertThat(lab.query(statements)).allSatisfy(piece -> assertThat(piece).endsWith(", Z I"));
  }

  // ---- errors ----

  @Test
  void anErrorIsSentWhenItArisesThoughTheClientSendsNoSync() {
    assertThat(
            talk(
                new WireScript()
                    .parse("", "select * from no_such_table")
                    .describe('S', "")
                    .flush()
                    .parse("", "select 1 as a")
                    .sync()))
        .containsExactly("E 42P01", "Z I");
  }

  @Test
  void whatCameBeforeAnErrorIsSentWithItAndNothingIsDoneUntilSync() {
    assertThat(
            talk(
                new WireScript()
                    .parse("one", "select 1 as a")
                    .bind("", "one")
                    .execute("", 0)
                    .parse("", "select 1/$1::int as b")
                    .bind("", "", "0")
                    .execute("", 0)
                    .close('S', "one")
                    .flush()
                    .sync()
                    .bind("", "one")
                    .execute("", 0)
                    .sync()))
        .containsExactly("1, 2, D 1, C SELECT 1, 1, 2, E 22012", "Z I", "2, D 1, C SELECT 1, Z I");
  }

  @Test
  void aCopyThatFailsSaysSoBeforeTheClientSendsSync() {
    run("create table copied (id int primary key)");
    assertThat(
            talk(
                new WireScript()
                    .parse("", "copy copied from stdin")
                    .bind("", "")
                    .execute("", 0)
                    .copyData("x\n")
                    .copyDone()
                    .flush()
                    .sync()
                    .query("select count(*) from copied")))
        .containsExactly("1, 2, G", "E 22P02", "Z I", "T count:20, D 0, C SELECT 1, Z I");
  }

  @Test
  void severalStatementsInOneParseAreASyntaxError() {
    assertThat(talk(new WireScript().parse("", "select 1; select 2").flush().sync()))
        .containsExactly("E 42601", "Z I");
  }

  @Test
  void aFunctionCallIsRefusedAndTheConversationGoesOn() {
    assertThat(talk(new WireScript().message('F', new byte[8]).query("select 1 as a")))
        .containsExactly("E 0A000, Z I", "T a:23, D 1, C SELECT 1, Z I");
  }

  // ---- transactions ----

  @Test
  void aPipelineIsOneTransactionUntilSync() {
    run("create table piped (id int primary key)", "insert into piped values (1)");
    assertThat(
            talk(
                new WireScript()
                    .parse("i", "insert into piped values ($1)")
                    .bind("", "i", "5")
                    .execute("", 0)
                    .flush()
                    .bind("", "i", "1")
                    .execute("", 0)
                    .bind("", "i", "6")
                    .execute("", 0)
                    .sync()
                    .query("select id from piped")))
        .containsExactly(
            "1, 2, C INSERT 0 1", "2, E 23505", "Z I", "T id:23, D 1, C SELECT 1, Z I");
  }

  @Test
  void inAFailedBlockStatementsWithRowsAreNeitherDescribedNorBound() {
    assertThat(
            talk(
                new WireScript()
                    .parse("q", "select 1 as a")
                    .parse("end", "rollback")
                    .sync()
                    .query("begin")
                    .query("select 1/0")
                    .describe('S', "q")
                    .sync()
                    .bind("", "q")
                    .sync()
                    .describe('P', "p")
                    .sync()
                    .parse("", "select 2")
                    .sync()
                    .describe('S', "end")
                    .bind("", "end")
                    .execute("", 0)
                    .sync()))
        .containsExactly(
            "1, 1, Z I",
            "C BEGIN, Z T",
            "E 22012, Z E",
            "E 25P02",
            "Z E",
            "E 25P02",
            "Z E",
            "E 25P02",
            "Z E",
            "E 25P02",
            "Z E",
            "t, n, 2, C ROLLBACK, Z I");
  }

  // ---- portals and statements ----

  @Test
  void aSuspendedPortalGoesOnAfterFlushAndEndsWithSync() {
    assertThat(
            talk(
                new WireScript()
                    .parse("", "select g from generate_series(1, 3) g")
                    .bind("p", "")
                    .execute("p", 2)
                    .flush()
                    .execute("p", 2)
                    .sync()
                    .execute("p", 2)
                    .sync()))
        .containsExactly("1, 2, D 1, D 2, s", "D 3, C SELECT 1, Z I", "E 34000", "Z I");
  }

  @Test
  void aNamedStatementIsNotReplacedAndASimpleQueryForgetsTheOneWithoutName() {
    assertThat(
            talk(
                new WireScript()
                    .parse("", "select 7 as a")
                    .parse("n", "select 1 as a")
                    .parse("n", "select 2 as a")
                    .sync()
                    .bind("", "")
                    .execute("", 0)
                    .sync()
                    .query("select 3 as a")
                    .bind("", "")
                    .sync()))
        .containsExactly(
            "1, 1, E 42P05",
            "Z I",
            "2, D 7, C SELECT 1, Z I",
            "T a:23, D 3, C SELECT 1, Z I",
            "E 26000",
            "Z I");
  }

  // ---- statements kept over changes ----

  @Test
  void aChangedResultNamesTheRoutineByWhichDriversHeal() {
    run("create table grown (id int primary key)", "insert into grown values (1)");
    assertThat(
            talk(
                new WireScript()
                    .parse("s", "select * from grown")
                    .sync()
                    .query("alter table grown add column w int")
                    .bind("", "s")
                    .describe('P', "")
                    .execute("", 0)
                    .sync()
                    .describe('S', "s")
                    .flush()
                    .sync()
                    .parse("s2", "select * from grown")
                    .bind("", "s2")
                    .execute("", 0)
                    .sync()))
        .containsExactly(
            "1, Z I",
            "C ALTER TABLE, Z I",
            "E 0A000 in RevalidateCachedQuery",
            "Z I",
            "E 0A000 in RevalidateCachedQuery",
            "Z I",
            "1, 2, D 1|NULL, C SELECT 1, Z I");
  }

  @Test
  void aTableMadeAnewWithTheSameColumnsIsNoChange() {
    run("create table anew (id int primary key, v text)", "insert into anew values (1, 'old')");
    assertThat(
            talk(
                new WireScript()
                    .parse("s", "select v from anew where id = $1")
                    .bind("", "s", "1")
                    .execute("", 0)
                    .sync()
                    .query("drop table anew")
                    .bind("", "s", "1")
                    .sync()
                    .query("create table anew (id int primary key, v text)")
                    .query("insert into anew values (1, 'new')")
                    .bind("", "s", "1")
                    .describe('P', "")
                    .execute("", 0)
                    .sync()))
        .containsExactly(
            "1, 2, D old, C SELECT 1, Z I",
            "C DROP TABLE, Z I",
            "E 42P01",
            "Z I",
            "C CREATE TABLE, Z I",
            "C INSERT 0 1, Z I",
            "2, T v:25, D new, C SELECT 1, Z I");
  }

  @Test
  void aKeptStatementMeansTheTablesOfTheCurrentSearchPath() {
    run(
        "create schema tenant_a",
        "create schema tenant_b",
        "create table tenant_a.t (owner text)",
        "create table tenant_b.t (owner text)",
        "insert into tenant_a.t values ('a')",
        "insert into tenant_b.t values ('b')");
    assertThat(
            talk(
                new WireScript()
                    .query("set search_path = tenant_a")
                    .parse("r", "select owner from t")
                    .parse("w", "insert into t values ($1) returning owner")
                    .bind("", "r")
                    .execute("", 0)
                    .sync()
                    .query("begin; set local search_path = tenant_b")
                    .bind("", "r")
                    .execute("", 0)
                    .bind("", "w", "b2")
                    .execute("", 0)
                    .sync()
                    .query("commit")
                    .bind("", "r")
                    .execute("", 0)
                    .sync()))
        .containsExactly(
            "C SET, Z I",
            "1, 1, 2, D a, C SELECT 1, Z I",
            "C BEGIN, C SET, Z T",
            "2, D b, C SELECT 1, 2, D b2, C INSERT 0 1, Z T",
            "C COMMIT, Z I",
            "2, D a, C SELECT 1, Z I");
  }

  @Test
  void parametersKeepTheTypeTheyWereDescribedWith() {
    run("create table widened (id int primary key, v text)", "insert into widened values (1, 'x')");
    assertThat(
            talk(
                new WireScript()
                    .parse("s", "select v from widened where id = $1")
                    .describe('S', "s")
                    .sync()
                    .query("drop table widened")
                    .query("create table widened (id bigint primary key, v text)")
                    .query("insert into widened values (1, 'y')")
                    .describe('S', "s")
                    .bind("", "s", "1")
                    .execute("", 0)
                    .sync()))
        .containsExactly(
            "1, t 23, T v:25, Z I",
            "C DROP TABLE, Z I",
            "C CREATE TABLE, Z I",
            "C INSERT 0 1, Z I",
            "t 23, T v:25, 2, D y, C SELECT 1, Z I");
  }

  @Test
  void literalsAreReadUnderTheSettingsOfParseAndAnswersWrittenUnderThoseOfNow() {
    run("create table moments (at timestamptz)");
    assertThat(
            talk(
                new WireScript("TimeZone", "UTC")
                    .parse("w", "insert into moments values ('2020-01-01 00:00') returning at")
                    .parse("p", "select $1::timestamptz as at")
                    .sync()
                    .query("set timezone = 'Asia/Tokyo'")
                    .bind("", "w")
                    .execute("", 0)
                    .bind("", "p", "2020-01-01 00:00")
                    .execute("", 0)
                    .sync()))
        .containsExactly(
            "1, 1, Z I",
            "C SET, S TimeZone=Asia/Tokyo, Z I",
            "2, D 2020-01-01 09:00:00+09, C INSERT 0 1, 2, D 2020-01-01 00:00:00+09, C SELECT 1,"
                + " Z I");
  }

  // ---- conflicts ----

  private List<String> meetsAnother(String table, WireScript script) {
    run("create table " + table + " (id int primary key, n int)");
    List<String> pieces = new ArrayList<>();
    lab.run(
        engine -> {
          try (SqlConnection other = engine.connect("postgres", "postgres")) {
            script.meanwhile(() -> other.execute("insert into " + table + " values (7, 0)")).sync();
            pieces.addAll(script.run(engine));
          }
        });
    return pieces;
  }

  private static WireScript counting(String table) {
    return new WireScript("default_transaction_isolation", "serializable")
        .parse("c", "insert into " + table + " select $1, count(*) from " + table + " returning n")
        .bind("", "c", "1")
        .execute("", 0)
        .bind("", "c", "2")
        .describe('P', "")
        .execute("", 0);
  }

  @Test
  void aPipelineOfWhichNothingWasToldMeetsAConflictUnseen() {
    assertThat(meetsAnother("met", counting("met")))
        .containsExactly("1, 2, D 1, C INSERT 0 1, 2, T n:23, D 2, C INSERT 0 1, Z I");
  }

  @Test
  void aPipelineWhoseRowsWereToldFailsWithItsConflict() {
    assertThat(meetsAnother("told", counting("told").flush()))
        .containsExactly("1, 2, D 0, C INSERT 0 1, 2, T n:23, D 1, C INSERT 0 1", "E 40001, Z I");
  }

  // ---- parameters of statements that are run from their tree ----

  @Test
  void tablesAndCursorsAreMadeOfQueriesWithParameters() {
    assertThat(
            talk(
                new WireScript()
                    .parse("", "create table made as select $1::int as a, $2 as b")
                    .describe('S', "")
                    .bind("", "", "5", "x")
                    .execute("", 0)
                    .sync()
                    .query("select * from made")
                    .query("create table unmade as select $1::int as a")
                    .query("begin")
                    .parse("", "declare c cursor for select a from made where b = $1")
                    .bind("", "", "x")
                    .execute("", 0)
                    .sync()
                    .query("fetch all from c")
                    .query("rollback")
                    .query("prepare q (int) as select a from made where a = $1")
                    .query("create table remade as execute q (5)")
                    .query("select a from remade")))
        .containsExactly(
            "1, t 23 25, n, 2, C SELECT 1, Z I",
            "T a:23 b:25, D 5|x, C SELECT 1, Z I",
            "E 42P02, Z I",
            "C BEGIN, Z T",
            "1, 2, C DECLARE CURSOR, Z T",
            "T a:23, D 5, C FETCH 1, Z T",
            "C ROLLBACK, Z I",
            "C PREPARE, Z I",
            "C SELECT 1, Z I",
            "T a:23, D 5, C SELECT 1, Z I");
  }

  @Test
  void cursorsOutliveSavepointsThatAreYoungerThanThem() {
    String three = "select g from generate_series(1, 3) g";
    assertThat(
            talk(
                new WireScript()
                    .query("begin; declare a cursor for " + three + "; fetch 1 from a")
                    .query("savepoint s; declare b cursor for " + three + "; fetch 1 from a")
                    .query("select 1/0")
                    .query("rollback to s; fetch 1 from a")
                    .query("fetch 1 from b")
                    .query("rollback to s; fetch 1 from a; commit")))
        .containsExactly(
            "C BEGIN, C DECLARE CURSOR, T g:23, D 1, C FETCH 1, Z T",
            "C SAVEPOINT, C DECLARE CURSOR, T g:23, D 2, C FETCH 1, Z T",
            "E 22012, Z E",
            "C ROLLBACK, T g:23, D 3, C FETCH 1, Z T",
            "E 34000, Z E",
            "C ROLLBACK, T g:23, C FETCH 0, C COMMIT, Z I");
  }
}

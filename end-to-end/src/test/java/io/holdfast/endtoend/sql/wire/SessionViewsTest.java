package io.holdfast.endtoend.sql.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.server.SqlConnection;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What administrators' tools and odd clients ask of a session: others' state, zones, settings. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SessionViewsTest {
  private final WireLab lab = new WireLab(72);

  @AfterAll
  void close() {
    lab.close();
  }

  private List<String> talk(WireScript script) {
    return lab.talk(script);
  }

  private List<String> query(String... statements) {
    return lab.query(statements);
  }

  @Test
  void zonesByNameByOffsetAndAtTheStart() {
    assertThat(talk(new WireScript("TimeZone", "EST").query("show timezone")))
        .containsExactly("T TimeZone:25, D EST, C SHOW, Z I");
    assertThat(
            query(
                "set timezone = 'mst'",
                "set timezone = '+05:30'",
                "select timestamptz '2020-07-01 00:00+00' as t",
                "set timezone = -5",
                "set timezone = 'PST'"))
        .containsExactly(
            "C SET, S TimeZone=MST, Z I",
            "C SET, S TimeZone=+05:30, Z I",
            "T t:1184, D 2020-06-30 18:30:00-05:30, C SELECT 1, Z I",
            "C SET, S TimeZone=<-05>+05, Z I",
            "E 22023, Z I");
  }

  @Test
  void theZonePickersOfToolsFindZones() {
    assertThat(
            query(
                "select count(*) > 300 as a from pg_timezone_names",
                "select abbrev, utc_offset, is_dst from pg_timezone_names where name ="
                    + " 'Asia/Tokyo'",
                "select utc_offset from pg_timezone_abbrevs where abbrev = 'EDT'"))
        .containsExactly(
            "T a:16, D t, C SELECT 1, Z I",
            "T abbrev:25 utc_offset:1186 is_dst:16, D JST|09:00:00|f, C SELECT 1, Z I",
            "T utc_offset:1186, D -04:00:00, C SELECT 1, Z I");
  }

  @Test
  void settingsThatChangeTheLanguageAreObeyedOrRefused() {
    assertThat(
            query(
                "set transform_null_equals = on",
                "select null = null as a",
                "reset transform_null_equals",
                "select null = null as a",
                "set standard_conforming_strings = off",
                "set array_nulls = off",
                "set lc_numeric = 'de_DE.UTF-8'"))
        .containsExactly(
            "C SET, Z I",
            "T a:16, D t, C SELECT 1, Z I",
            "C RESET, Z I",
            "T a:16, D NULL, C SELECT 1, Z I",
            "E 22023, Z I",
            "E 22023, Z I",
            "E 22023, Z I");
  }

  @Test
  void otherSessionsShowWhatTheyDoAndCanBeStopped() {
    lab.run(
        engine -> {
          try (SqlConnection other = engine.connect("postgres", "postgres")) {
            other.execute("begin");
            other.execute("select 42");
            String seen =
                "select state, query, query_start is not null, xact_start is not null"
                    + " from pg_stat_activity where pid > 1000000000 and query = 'select 42'";
            List<String> first =
                new WireScript()
                    .query(seen)
                    .query("select pg_cancel_backend(0), pg_terminate_backend(0)")
                    .query(
                        "select pg_terminate_backend(pid) from pg_stat_activity"
                            + " where query = 'select 42'")
                    .run(engine);
            assertThat(first.get(0)).contains("D idle in transaction|select 42|t|t");
            assertThat(first.get(1)).contains("D f|f");
            assertThat(first.get(2)).contains("D t");
            assertThat(stateOf(() -> other.execute("select 1"))).isEqualTo("57P01");
          }
        });
  }

  private static String stateOf(Runnable work) {
    try {
      work.run();
      return "none";
    } catch (SqlException e) {
      return e.state().code();
    } catch (io.holdfast.sql.session.SessionEndedException e) {
      return e.error().state().code();
    }
  }

  @Test
  void aSessionCanStopItself() {
    assertThat(query("select pg_cancel_backend(pg_backend_pid())", "select 1 as a"))
        .containsExactly("T pg_cancel_backend:16, E 57014, Z I", "T a:23, D 1, C SELECT 1, Z I");
    assertThat(query("select pg_terminate_backend(pg_backend_pid())", "select 1 as a"))
        .containsExactly("T pg_terminate_backend:16, E 57P01");
  }

  @Test
  void tablesHaveFilesRowTypesAndStatistics() {
    assertThat(
            query(
                "create table shown (id int primary key)",
                "select relfilenode = oid, reltype <> 0 from pg_class where relname = 'shown'",
                "select typname from pg_type where typrelid = 'shown'::regclass",
                "select count(*) from pg_statio_all_tables where relname = 'shown'"))
        .containsExactly(
            "C CREATE TABLE, Z I",
            "T ?column?:16 ?column?:16, D t|t, C SELECT 1, Z I",
            "T typname:19, D shown, C SELECT 1, Z I",
            "T count:20, D 1, C SELECT 1, Z I");
  }

  @Test
  void aSessionSeesItsOwnPreparedStatementsAndCursors() {
    assertThat(
            talk(
                new WireScript()
                    .query("create table own (id int primary key)")
                    .query("prepare one (int) as select id from own where id = $1")
                    .parse("two", "select $1::text as a")
                    .sync()
                    .query(
                        "select name, parameter_types, from_sql from pg_prepared_statements"
                            + " order by name")
                    .query("begin")
                    .query("declare c scroll cursor for select 1")
                    .query("declare d cursor with hold for select 2")
                    .query("select name, statement, is_holdable from pg_cursors order by name")
                    .query("commit")
                    .query("select name from pg_cursors")
                    .query("deallocate all")
                    .query("select count(*) from pg_prepared_statements")))
        .containsExactly(
            "C CREATE TABLE, Z I",
            "C PREPARE, Z I",
            "1, Z I",
            "T name:25 parameter_types:1028 from_sql:16, D one|{23}|t, D two|{25}|f, C SELECT 2,"
                + " Z I",
            "C BEGIN, Z T",
            "C DECLARE CURSOR, Z T",
            "C DECLARE CURSOR, Z T",
            "T name:25 statement:25 is_holdable:16, D c|declare c scroll cursor for select 1|f,"
                + " D d|declare d cursor with hold for select 2|t, C SELECT 2, Z T",
            "C COMMIT, Z I",
            "T name:25, D d, C SELECT 1, Z I",
            "C DEALLOCATE ALL, Z I",
            "T count:20, D 0, C SELECT 1, Z I");
  }

  @Test
  void settingsAreListedInTheirUnits() {
    assertThat(
            query(
                "set statement_timeout = '5s'",
                "set cursor_tuple_fraction = 0.5",
                "set backslash_quote = safe_encoding",
                "set enable_tidscan = off",
                "set cursor_tuple_fraction = 2",
                "select setting, unit, reset_val from pg_settings where name in"
                    + " ('statement_timeout', 'work_mem') order by name"))
        .containsExactly(
            "C SET, Z I",
            "C SET, Z I",
            "C SET, Z I",
            "C SET, Z I",
            "E 22023, Z I",
            "T setting:25 unit:25 reset_val:25, D 5000|ms|0, D 4096|kB|4096, C SELECT 2, Z I");
  }
}

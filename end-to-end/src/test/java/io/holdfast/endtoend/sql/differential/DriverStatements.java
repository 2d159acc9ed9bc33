package io.holdfast.endtoend.sql.differential;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Random statements with parameters, of the kinds that drivers and tools are known to stumble on.
 */
final class DriverStatements {
  private static final String[] ZONES = {
    "UTC",
    "EST",
    "MST",
    "HST",
    "EST5EDT",
    "Europe/Berlin",
    "America/New_York",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "+05:30",
    "-3",
    "UTC+2",
    "<+01>-01",
    "Asia/Kathmandu",
    "nowhere"
  };
  private static final String[] ENCODINGS = {
    "UTF8", "LATIN1", "LATIN9", "WIN1252", "KOI8R", "SQL_ASCII", "utf-8", "nope"
  };
  private static final String[] SETS = {
    "generate_series(1, 3)",
    "unnest(array[1, 2, 2])",
    "generate_series(id, id + 1)",
    "generate_series(3, 1, -1)",
    "unnest(array[id, 7])"
  };

  /** A statement and values for its parameters. */
  record Filled(String sql, List<@Nullable String> values) {}

  private final SplittableRandom random;

  DriverStatements(SplittableRandom random) {
    this.random = random;
  }

  private String pick(String... choices) {
    return choices[random.nextInt(choices.length)];
  }

  private @Nullable String number() {
    return random.nextInt(20) == 0 ? null : random.nextInt(15) == 0 ? "x" : "" + random.nextInt(12);
  }

  private @Nullable String text() {
    return random.nextInt(10) == 0 ? null : pick("a", "bb", "ccc", "", "ä", "a|b");
  }

  private String zone() {
    return pick(ZONES);
  }

  private static Filled filled(String sql, @Nullable String... values) {
    List<@Nullable String> list = new ArrayList<>();
    for (String value : values) {
      list.add(value);
    }
    return new Filled(sql, list);
  }

  /** Any of them. */
  Filled next() {
    String table = pick("t", "t", "u");
    return switch (random.nextInt(18)) {
      case 0 -> filled("select id, v from " + table + " where id = $1", number());
      case 1 ->
          filled(
              "select count(*), max(v) from " + table + " where id between $1 and $2",
              number(),
              number());
      case 2 ->
          filled(
              "insert into "
                  + table
                  + " (id, v) values ($1, $2) on conflict (id) do update set v = excluded.v"
                  + " returning id, v",
              number(),
              text());
      case 3 -> filled("update " + table + " set v = $1 where id = $2", text(), number());
      case 4 -> filled("delete from " + table + " where id = $1 returning v", number());
      case 5 -> filled("select * from " + table + " where v = $1", text());
      case 6 -> filled("select $1::int / $2::int as q", number(), number());
      case 7 ->
          filled(
              pick(
                  "select * from no_such",
                  "select nothing from t",
                  "selec 1",
                  "select 1; select 2"));
      case 8 -> sets(table);
      case 9 -> grouped(table);
      case 10 ->
          filled(
              "select $1::timestamptz, $1::timestamp at time zone $2, $1::timestamptz at time zone"
                  + " '"
                  + zone()
                  + "'",
              pick("2020-03-08 02:30", "2021-10-31 01:30:15.5", "1999-12-31 23:59:59"),
              zone());
      case 11 -> regex();
      case 12 ->
          filled(
              "select convert_from($1::bytea, '" + pick(ENCODINGS) + "')",
              pick("\\x61", "\\xff", "\\x00", "\\xc3a4", "\\xe4", "\\xc0af", "\\x80"));
      case 13 ->
          filled("select convert_to($1, '" + pick(ENCODINGS) + "')", pick("a", "ä", "€", "ж", ""));
      case 14 -> wide();
      case 15 ->
          filled("select $1 like $2, $1 ilike $2", text(), pick("a\\", "%\\", "b_", "\\", "A"));
      case 16 ->
          filled(
              "select row(" + table + ".*), row(" + table + ".*, $1::int) from " + table, number());
      default -> filled("select 7 as seven");
    };
  }

  /** A query whose rows have an order, to be read in steps. */
  Filled ordered() {
    return switch (random.nextInt(4)) {
      case 0 -> filled("select g from generate_series(1, $1::int) g order by g", number());
      case 1 -> filled("select id, v from t order by id");
      case 2 -> filled("select id, 6 / (id - $1::int) as q from t order by id", number());
      default -> filled("select id, " + pick(SETS) + " as s from t order by id, s");
    };
  }

  private Filled sets(String table) {
    return switch (random.nextInt(4)) {
      case 0 -> filled("select id, " + pick(SETS) + " as s from " + table);
      case 1 -> filled("select " + pick(SETS) + " as a, " + pick(SETS) + " as b from " + table);
      case 2 -> filled("select distinct on (" + pick(SETS) + ") 1 as one from " + table);
      default -> filled("select id from " + table + " order by " + pick(SETS) + ", id");
    };
  }

  private Filled grouped(String table) {
    String set = pick(SETS);
    return switch (random.nextInt(3)) {
      case 0 ->
          filled(
              "select "
                  + set
                  + " as g, count(*) from "
                  + table
                  + " group by "
                  + pick("1", "g", set));
      case 1 -> filled("select count(*) from " + table + " group by " + set);
      default ->
          filled(
              "select " + set + " as g, sum(id) from " + table + " group by g having count(*) > 1");
    };
  }

  private Filled regex() {
    String atoms = "";
    for (int i = random.nextInt(1, 4); i > 0; i--) {
      String atom = pick("a", "b", "(a|ab)", "(b|bc|c)", "(?:a|aa)", ".", "[ab]", "(a*)");
      atoms += atom + pick("", "", "*", "+", "?", "{1,2}");
    }
    String pattern = random.nextInt(3) == 0 ? atoms + "|" + pick("a", "ab", "abc") : atoms;
    String escaped = pattern.replace("'", "''");
    return filled(
        "select regexp_match($1, '"
            + escaped
            + "'), regexp_replace($1, '"
            + escaped
            + "', '<\\&>', 'g')",
        pick("abcab", "aabbcc", "", "cab", "aaaa"));
  }

  private Filled wide() {
    StringBuilder sql = new StringBuilder("select $1::int as c0");
    for (int i = 1; i < random.nextInt(100, 300); i++) {
      sql.append(", ").append(i % 3 == 0 ? "null" : i % 3 == 1 ? "'x" + i + "'" : "" + i);
      sql.append(" as c").append(i);
    }
    return filled(sql.toString(), number());
  }

  /** What changes the session. */
  String setting() {
    return switch (random.nextInt(6)) {
      case 0, 1, 2 ->
          "set search_path = " + pick("talk_a", "talk_b", "talk_a, talk_b", "talk_b, talk_a");
      case 3 -> "set timezone = '" + zone() + "'";
      case 4 -> "set datestyle = '" + pick("ISO, MDY", "ISO, DMY", "German", "SQL") + "'";
      default -> "set transform_null_equals = " + pick("on", "off");
    };
  }

  /** What changes a table, in ways that prepared statements notice or do not. */
  String change(int number) {
    String table = pick("talk_a", "talk_b") + "." + pick("t", "u");
    return switch (random.nextInt(4)) {
      case 0 -> "alter table " + table + " add column x" + number + " int";
      case 1 ->
          "drop table if exists "
              + table
              + "; create table "
              + table
              + " (id int primary key, v text)";
      case 2 ->
          "drop table if exists "
              + table
              + "; create table "
              + table
              + " (id bigint primary key, v varchar(20))";
      default -> "truncate " + table;
    };
  }
}

package io.holdfast.sql.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.holdfast.sql.error.SqlException;
import org.junit.jupiter.api.Test;

/** Statements that PostgreSQL refuses, with its SQLSTATE, position and text. */
class SyntaxErrorTest {
  private static final String ERRORS =
      """
      select from => 42601 12 syntax error at end of input
      selec 1 => 42601 1 syntax error at or near "selec"
      select 1 from => 42601 14 syntax error at end of input
      select 1 from t where => 42601 22 syntax error at end of input
      select a b c from t => 42601 12 syntax error at or near "c"
      select 'abc => 42601 8 unterminated quoted string at or near "'abc"
      select "abc => 42601 8 unterminated quoted identifier at or near ""abc"
      select \"\" => 42601 8 zero-length delimited identifier at or near \"\"\"\"
      select $$abc => 42601 8 unterminated dollar-quoted string at or near "$$abc"
      select 1 /* abc => 42601 10 unterminated /* comment at or near "/* abc"
      select 123abc => 42601 8 trailing junk after numeric literal at or near "123abc"
      select 1e => 42601 8 trailing junk after numeric literal at or near "1e"
      select 1e+ => 42601 8 trailing junk after numeric literal at or near "1e+"
      select 1.5x => 42601 8 trailing junk after numeric literal at or near "1.5x"
      select $1a => 42601 8 trailing junk after parameter at or near "$1a"
      select 1..2 => 42601 9 syntax error at or near ".."
      select 'a' 'b' => 42601 12 syntax error at or near "'b'"
      select array[1,2,3][1] => 42601 20 syntax error at or near "["
      select now()[1] => 42601 13 syntax error at or near "["
      select 1 = 2 = 3 => 42601 14 syntax error at or near "="
      select 1 < 2 = true => 42601 14 syntax error at or near "="
      select 1 between 2 and 3 between 4 and 5 => 42601 26 syntax error at or near "between"
      select 'a' like 'b' like 'c' => 42601 21 syntax error at or near "like"
      select a from t where a in () => 42601 29 syntax error at or near ")"
      select a from t limit 1,2 => 42601 17 LIMIT #,# syntax is not supported
      select a from t order by 1 limit 1 offset 2 limit 3 => 42601 45 syntax error at or near "limit"
      (select 1 order by 1) order by 1 => 42601 32 multiple ORDER BY clauses not allowed
      select * from (select 1) => 42601 15 subquery in FROM must have an alias
      select * from (values (1)) => 42601 15 VALUES in FROM must have an alias
      select * from a join b => 42601 23 syntax error at end of input
      select * from (a) => 42601 17 syntax error at or near ")"
      select interval '1' month to day => 42601 27 syntax error at or near "to"
      select 1 from t for update of t nowait, for share skip locked => 42601 39 syntax error at or near ","
      insert into t => 42601 14 syntax error at end of input
      insert t values (1) => 42601 8 syntax error at or near "t"
      update t where => 42601 10 syntax error at or near "where"
      delete t => 42601 8 syntax error at or near "t"
      create table t (a int,) => 42601 23 syntax error at or near ")"
      create table t (a) => 42601 19 syntax error at end of input
      drop table => 42601 11 syntax error at end of input
      select t.*.a from t => 42601 14 improper use of "*" at or near "from"
      select a from t offset 5 rows fetch next row with ties => 42601 0 WITH TIES cannot be specified without ORDER BY clause
      select a from t fetch first row with ties => 42601 0 WITH TIES cannot be specified without ORDER BY clause
      select 1; selec => 42601 11 syntax error at or near "selec"
      select 1 year, 2 over => 42601 10 syntax error at or near "year"
      select E'\\u00' => 22025 10 invalid Unicode escape
      select 5 ! => 42601 11 syntax error at end of input
      select 'é' from x y z => 42601 21 syntax error at or near "z"
      select '😀' a b => 42601 14 syntax error at or near "b"
      select 1 from a.b.c.d => 42601 15 improper qualified name (too many dotted names): a.b.c.d
      select left('a', 1), left from t => 42601 27 syntax error at or near "from"
      create table t (a int default a and b) => 42601 33 syntax error at or near "and"
      { => 42601 1 syntax error at or near "{"
      select \\ => 42601 8 syntax error at or near "\\"
      select # => 42601 9 syntax error at end of input
      select 1 from t where a = :x => 42601 27 syntax error at or near ":"
      select 1 between 2 and 3 between => 42601 26 syntax error at or near "between"
      drop table if x => 42601 15 syntax error at or near "x"
      create or function f => 42601 11 syntax error at or near "function"
      select a from t fetch first 5 rows with each => 42601 41 syntax error at or near "each"
      select * from ( ( select 1 ) , x ) => 42601 30 syntax error at or near ","
      explain (costs and) select 1 => 42601 16 syntax error at or near "and"
      vacuum (full, t (a) => 42601 17 syntax error at or near "("
      select a from t order by a nulls => 42601 28 syntax error at or near "nulls"
      select left() 'a' => 42601 15 syntax error at or near "'a'"
      select * from true => 42601 15 syntax error at or near "true"
      declare c cursor with x for select 1 => 42601 23 syntax error at or near "x"
      select a in (1, ) from t => 42601 17 syntax error at or near ")"
      insert into t values (1), () => 42601 28 syntax error at or near ")"
      insert into t (a, ) values (1) => 42601 19 syntax error at or near ")"
      update t set a = 1 from where true => 42601 25 syntax error at or near "where"
      update t set (a) = from => 42601 20 syntax error at or near "from"
      delete from t where => 42601 20 syntax error at end of input
      create table t (a int primary) => 42601 30 syntax error at or near ")"
      create table t (a int, primary key a) => 42601 36 syntax error at or near "a"
      alter table t add constraint primary key (a) => 42601 30 syntax error at or near "primary"
      alter table t alter a set => 42601 26 syntax error at end of input
      select case end => 42601 13 syntax error at or near "end"
      select case when 1 then 2 => 42601 26 syntax error at end of input
      select count(*) filter (a) from t => 42601 25 syntax error at or near "a"
      select x over (partition y) from t => 42601 10 syntax error at or near "over"
      select f(x, ) from t => 42601 13 syntax error at or near ")"
      select a.1 from t => 42601 9 syntax error at or near ".1"
      select a..b from t => 42601 9 syntax error at or near ".."
      copy t from => 42601 12 syntax error at end of input
      copy t to stdin with (format csv => 42601 33 syntax error at end of input
      begin isolation level snapshot => 42601 23 syntax error at or near "snapshot"
      set x => 42601 6 syntax error at end of input
      grant select on t => 42601 18 syntax error at end of input
      select 1 limit => 42601 15 syntax error at end of input
      select * from t where a like => 42601 29 syntax error at end of input
      select 1 union => 42601 15 syntax error at end of input
      select array[1 => 42601 15 syntax error at end of input
      with x as select 1 select 1 => 42601 11 syntax error at or near "select"
      with x (select 1) select 1 => 42601 9 syntax error at or near "select"
      create view v => 42601 14 syntax error at end of input
      create index i on t => 42601 20 syntax error at end of input
      select $1 $2 => 42601 11 syntax error at or near "$2"
      select 'a' 'b' => 42601 12 syntax error at or near "'b'"
      select a b, c d e from t => 42601 17 syntax error at or near "e"
      """;

  @Test
  void errorsHaveTheTextAndThePlaceOfPostgresql() {
    for (String line : ERRORS.lines().toList()) {
      String[] sides = line.split(" => ", 2);
      SqlException error = catchThrowableOfType(SqlException.class, () -> Parser.parse(sides[0]));
      assertThat(error).as(line).isNotNull();
      assertThat(error.state().code() + " " + error.position() + " " + error.message())
          .as(line)
          .isEqualTo(sides[1]);
    }
  }

  @Test
  void positionsCountCharactersNotUtf16Units() {
    SqlException error =
        catchThrowableOfType(SqlException.class, () -> Parser.parse("select '\uD83D\uDE00' x y"));
    assertThat(error.position()).isEqualTo(14);
  }

  @Test
  void hintsAreThoseOfPostgresql() {
    SqlException limit =
        catchThrowableOfType(SqlException.class, () -> Parser.parse("select a from t limit 1, 2"));
    assertThat(limit.field(SqlException.Field.HINT))
        .isEqualTo("Use separate LIMIT and OFFSET clauses.");
    SqlException alias =
        catchThrowableOfType(SqlException.class, () -> Parser.parse("select * from (values (1))"));
    assertThat(alias.field(SqlException.Field.HINT))
        .isEqualTo("For example, FROM (VALUES ...) [AS] foo.");
  }
}

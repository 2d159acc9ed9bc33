package io.holdfast.sql.plan.analyze;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.parse.Parser;
import io.holdfast.sql.plan.logical.BoundCreateTable;
import io.holdfast.sql.plan.logical.BoundCreateTable.Column;
import io.holdfast.sql.type.SqlType;
import io.holdfast.sql.type.TypeNames;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TableDefinitionTest {
  private final TestDatabase database = new TestDatabase();

  private Analyzed analyze(String sql, List<@Nullable SqlType> declared) {
    return Analyzer.analyze(Parser.parse(sql).get(0).statement(), database.context(declared, 0));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '`',
      value = {
        "default 'x' # 22P02 # 31 # invalid input syntax for type integer: \"x\"",
        "default true # 42804 # 0 # column \"a\" is of type integer but default expression is of"
            + " type boolean",
        "default b # 0A000 # 31 # cannot use column reference in DEFAULT expression",
        "default (select 1) # 0A000 # 31 # cannot use subquery in DEFAULT expression",
        "default count(*) # 42803 # 31 # aggregate functions are not allowed in DEFAULT"
            + " expressions",
        "default generate_series(1,2) # 0A000 # 31 # set-returning functions are not allowed in"
            + " DEFAULT expressions",
        "default rank() over () # 42P20 # 31 # window functions are not allowed in DEFAULT"
            + " expressions",
        "default $1 # 42P02 # 31 # there is no parameter $1",
      })
  void defaultsAreCheckedWhenTheyAreDefined(
      String definition, String state, int position, String message) {
    String sql = "create table x1(a int " + definition + ")";
    SqlException failure = catchThrowableOfType(SqlException.class, () -> analyze(sql, List.of()));
    assertThat(failure).isNotNull();
    assertThat(failure.state().code()).isEqualTo(state);
    assertThat(failure.message()).isEqualTo(message);
    assertThat(failure.position()).isEqualTo(position);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        "nosuch # 42704 # type \"nosuch\" does not exist",
        "numeric(2000) # 22023 # NUMERIC precision 2000 must be between 1 and 1000",
        "varchar(0) # 22023 # length for type varchar must be at least 1",
        "nosuch.foo # 3F000 # schema \"nosuch\" does not exist",
      })
  void typesAreCheckedWhereTheyStand(String type, String state, String message) {
    SqlException failure =
        catchThrowableOfType(
            SqlException.class, () -> analyze("create table x1(a " + type + ")", List.of()));
    assertThat(failure).isNotNull();
    assertThat(failure.state().code()).isEqualTo(state);
    assertThat(failure.message()).isEqualTo(message);
    assertThat(failure.position()).isEqualTo(19);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        "create table x1(a bigserial) # 0A000 # 19 # columns of type bigserial are not supported",
        "copy nosuch from stdin # 42P01 # 0 # relation \"nosuch\" does not exist",
        "explain execute p(1) # 0A000 # 9 # EXPLAIN of statements other than SELECT, INSERT, UPDATE"
            + " and DELETE is not supported",
      })
  void whatIsMissingIsSaid(String sql, String state, int position, String message) {
    SqlException failure = catchThrowableOfType(SqlException.class, () -> analyze(sql, List.of()));
    assertThat(failure).isNotNull();
    assertThat(failure.state().code()).isEqualTo(state);
    assertThat(failure.message()).isEqualTo(message);
    assertThat(failure.position()).isEqualTo(position);
  }

  @Test
  void columnsHaveTheirTypesAndTheTextOfTheirDefaults() {
    BoundCreateTable bound =
        (BoundCreateTable)
            analyze(
                    "create table x1(a int primary key, b varchar(5) not null default 'q' || 1,"
                        + " c numeric(10,2), d char, e double precision[])",
                    List.of())
                .statement();
    assertThat(bound.columns().stream().map(each -> TypeNames.format(each.type())))
        .containsExactly(
            "integer",
            "character varying(5)",
            "numeric(10,2)",
            "character(1)",
            "double precision[]");
    assertThat(bound.columns().stream().map(Column::notNull))
        .containsExactly(true, true, false, false, false);
    assertThat(bound.columns().get(1).defaultText()).isEqualTo("'q' || 1");
  }

  @Test
  void aDeclaredParameterTypeIsKept() {
    assertThat(
            analyze("select b from t where a = $1", List.of(SqlType.INT8))
                .statement()
                .parameterTypes())
        .containsExactly(SqlType.INT8);
  }
}

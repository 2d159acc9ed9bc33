package io.holdfast.endtoend.sql.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlException.Field;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** COPY FROM STDIN; errors with their context as recorded from PostgreSQL 15. */
final class CopyInTest {
  private static final String COPY_T = "copy t from stdin";

  private final SqlLab lab = new SqlLab(5);

  @BeforeEach
  void tables() {
    lab.table("t", List.of("a"), "a int4", "b text", "c varchar(3)", "d numeric(5,2)!");
    lab.table("u", List.of(), "a text", "b text");
  }

  @AfterEach
  void close() {
    lab.close();
  }

  private List<String> copied(String sql, String data, int pieceBytes) {
    return lab.result(
        () -> {
          lab.copy(sql, SqlLab.bytes(data), pieceBytes);
          return lab.run("select a, b, a is null, b is null from u");
        });
  }

  private void refused(
      String sql, String data, String code, String message, @Nullable String where) {
    SqlException error =
        lab.result(
            () ->
                catchThrowableOfType(
                    SqlException.class, () -> lab.copy(sql, SqlLab.bytes(data), 7)));
    assertThat(error.state().code() + ": " + error.message()).isEqualTo(code + ": " + message);
    assertThat(error.field(Field.WHERE)).isEqualTo(where);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 1000})
  void linesAreReadHoweverTheyAreCut(int pieceBytes) {
    assertThat(
            copied(
                "copy u from stdin",
                "a\\tb\tc\\x41\\101\\b\\q\\\\\na\\\nb\t\\N\n\\N\t\\N \nä€𝄞\t\n\\.\njunk\n",
                pieceBytes))
        .containsExactly("a\tb|cAA\bq\\|f|f", "a\nb||f|t", "|N |t|f", "ä€𝄞||f|f");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\tb\nc\td\n", "a\tb\r\nc\td\r\n", "a\tb\rc\td\r", "a\tb\nc\td"})
  void linesMayEndInEveryWay(String data) {
    assertThat(copied("copy u from stdin", data, 1)).containsExactly("a|b|f|f", "c|d|f|f");
  }

  @Test
  void optionsChangeTheForm() {
    assertThat(copied("copy u from stdin (delimiter '|', null 'NN')", "a|NN\nNN\\|x|\\NN\n", 3))
        .containsExactly("a||f|t", "NN|x|NN|f|f");
  }

  @Test
  void whatIsNullIsForcedColumnByColumn() {
    String data = "\"\",x\n,\"\"\n,\nq,\"NULL\"\n";
    assertThat(copied("copy u from stdin (format csv, force_null (a))", data, 3))
        .containsExactly("|x|t|f", "||t|f", "||t|t", "q|NULL|f|f");
    assertThat(copied("copy u from stdin csv force not null a, b", ",\n,\"\"\nx,\n", 3))
        .contains("||f|f", "x||f|f");
    refused(
        "copy u (a) from stdin (format csv, force_null (b))",
        "x\n",
        "42P10",
        "FORCE_NULL column \"b\" not referenced by COPY",
        null);
  }

  @Test
  void aHeaderIsLeftOut() {
    assertThat(copied("copy u from stdin (header)", "h1\th2\n1\t2\n", 3))
        .containsExactly("1|2|f|f");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 1000})
  void quotedValuesKeepCommasQuotesAndLineEnds(int pieceBytes) {
    assertThat(
            copied(
                "copy u from stdin (format csv)",
                "\"a \"\"q\"\" ,x\",\n,\"\"\n x , y \n\"multi\nline\",z\n",
                pieceBytes))
        .containsExactly("a \"q\" ,x||f|t", "||t|f", " x | y |f|f", "multi\nline|z|f|f");
  }

  @Test
  void missingColumnsGetTheirDefault() {
    assertThat(copied("copy u(b) from stdin", "onlyb\n", 100)).containsExactly("|onlyb|t|f");
  }

  @Test
  void wrongNumbersOfFieldsAreRefused() {
    refused(
        COPY_T,
        "1\tx\ty\t1\tz\n",
        "22P04",
        "extra data after last expected column",
        "COPY t, line 1: \"1\tx\ty\t1\tz\"");
    refused(
        COPY_T,
        "1\tx\ty\n",
        "22P04",
        "missing data for column \"d\"",
        "COPY t, line 1: \"1\tx\ty\"");
  }

  @Test
  void valuesThatCannotBeReadAreRefusedWithTheirColumn() {
    refused(
        COPY_T,
        "x\ta\tb\t1\n",
        "22P02",
        "invalid input syntax for type integer: \"x\"",
        "COPY t, line 1, column a: \"x\"");
    refused(
        COPY_T,
        "1\ta\tb\t1\n2\ta\tbcde\t1\n",
        "22001",
        "value too long for type character varying(3)",
        "COPY t, line 2, column c: \"bcde\"");
  }

  @Test
  void rowsThatBreakConstraintsAreRefusedWithTheirLine() {
    refused(
        COPY_T,
        "1\ta\tb\t\\N\n",
        "23502",
        "null value in column \"d\" of relation \"t\" violates not-null constraint",
        "COPY t, line 1: \"1\ta\tb\t\\N\"");
    refused(
        COPY_T,
        "1\ta\tb\t1\n1\ta\tb\t2\n",
        "23505",
        "duplicate key value violates unique constraint \"t_pkey\"",
        "COPY t, line 2");
  }

  @Test
  void mixedLineEndsAndBrokenMarkersAreRefused() {
    refused(
        "copy u from stdin",
        "a\tb\nc\td\r\n",
        "22P04",
        "literal carriage return found in data",
        "COPY u, line 2");
    refused(
        "copy u from stdin",
        "a\tb\r\nc\td\n",
        "22P04",
        "literal newline found in data",
        "COPY u, line 2");
    refused(
        "copy u from stdin",
        "a\tb\n\\.x\n",
        "22P04",
        "end-of-copy marker corrupt",
        "COPY u, line 2");
    refused(
        "copy u from stdin (format csv)",
        "\"abc,x\n",
        "22P04",
        "unterminated CSV quoted field",
        "COPY u, line 1: \"\"abc,x\n\"");
  }

  @Test
  void headersThatDoNotMatchAreRefused() {
    refused(
        "copy u from stdin (header match)",
        "h1\th2\n1\t2\n",
        "22P04",
        "column name mismatch in header line field 1: got \"h1\", expected \"a\"",
        "COPY u, line 1: \"h1\th2\"");
    refused(
        "copy u from stdin (header match)",
        "a\n1\t2\n",
        "22P04",
        "wrong number of fields in header line: got 1, expected 2",
        "COPY u, line 1: \"a\"");
  }

  @Test
  void bytesThatAreNoTextAreRefused() {
    SqlException error =
        lab.result(
            () ->
                catchThrowableOfType(
                    SqlException.class,
                    () ->
                        lab.copy(
                            "copy u from stdin",
                            new byte[] {'a', '\t', 'b', (byte) 0xE2, (byte) 0x82, '\n'},
                            100)));
    assertThat(error.message())
        .isEqualTo("invalid byte sequence for encoding \"UTF8\": 0xe2 0x82 0x0a");
    assertThat(error.field(Field.WHERE)).isEqualTo("COPY u, line 1");
  }

  @Test
  void aRefusedCopyLeavesNothing() {
    refused(
        COPY_T,
        "1\ta\tb\t1\nx\ta\tb\t1\n",
        "22P02",
        "invalid input syntax for type integer: \"x\"",
        "COPY t, line 2, column a: \"x\"");
    assertThat(lab.result(() -> lab.run("select count(*) from t"))).containsExactly("0");
  }

  @Test
  void aLargeTableIsLoadedInOneTransaction() {
    StringBuilder data = new StringBuilder();
    for (int i = 1; i <= 20_000; i++) {
      data.append(i).append("\t").append(i % 7).append("\t\t0\n");
    }
    List<String> counts =
        lab.result(
            () -> {
              assertThat(lab.copy(COPY_T, SqlLab.bytes(data.toString()), 65_536)).isEqualTo(20_000);
              return lab.run("select count(*), sum(a), count(distinct b), max(c) from t");
            });
    assertThat(counts).containsExactly("20000|200010000|7|");
  }
}

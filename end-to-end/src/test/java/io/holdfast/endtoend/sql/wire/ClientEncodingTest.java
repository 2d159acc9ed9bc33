package io.holdfast.endtoend.sql.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Clients whose texts are not UTF-8. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ClientEncodingTest {
  private static final Charset LATIN1 = StandardCharsets.ISO_8859_1;

  private final WireLab lab = new WireLab(73);

  @AfterAll
  void close() {
    lab.close();
  }

  private static WireScript latin1() {
    return new WireScript("client_encoding", "latin1").in(LATIN1);
  }

  @Test
  void statementsNamesAndValuesAreInTheClientsEncoding() {
    assertThat(
            lab.talk(
                latin1()
                    .query("show client_encoding")
                    .query("create table words (größe text)")
                    .query("insert into words values ('für')")
                    .query(
                        "select größe, length(größe) as n, convert_to(größe, 'UTF8') as b from"
                            + " words")
                    .query("set client_encoding = utf8")
                    .in(StandardCharsets.UTF_8)
                    .query("select größe from words")))
        .containsExactly(
            "T client_encoding:25, D LATIN1, C SHOW, Z I",
            "C CREATE TABLE, Z I",
            "C INSERT 0 1, Z I",
            "T größe:25 n:23 b:17, D für|3|\\x66c3bc72, C SELECT 1, Z I",
            "C SET, S client_encoding=UTF8, Z I",
            "T größe:25, D für, C SELECT 1, Z I");
  }

  @Test
  void whatTheEncodingLacksIsAnErrorAndNoOtherCharacter() {
    List<String> pieces =
        lab.talk(
            latin1()
                .query("select U&'\\20ac' as a")
                .query("select 'ä' as a, chr(8364) as b")
                .query("select 1 as a")
                .query("set client_encoding = win1252")
                .in(Charset.forName("windows-1252"))
                .query("select '€' as a, U&'\\0416' as b")
                .query("select '€' = U&'\\20ac' as a"));
    assertThat(pieces)
        .containsExactly(
            "T a:25, E 22P05, Z I",
            "T a:25 b:25, E 22P05, Z I",
            "T a:23, D 1, C SELECT 1, Z I",
            "C SET, S client_encoding=WIN1252, Z I",
            "T a:25 b:25, E 22P05, Z I",
            "T a:16, D t, C SELECT 1, Z I");
  }

  @Test
  void parametersOfTheExtendedProtocolAndCopyFollowToo() {
    assertThat(
            lab.talk(
                latin1()
                    .query("create table copied (v text)")
                    .parse("", "select $1::text as a, ascii($1) as b")
                    .bind("", "", "ü")
                    .execute("", 0)
                    .sync()
                    .query("copy copied from stdin")
                    .copyData("ä\nö\n")
                    .copyDone()
                    .query("copy copied to stdout")
                    .query("select convert_to(v, 'UTF8') as b from copied")))
        .containsExactly(
            "C CREATE TABLE, Z I",
            "1, 2, D ü|252, C SELECT 1, Z I",
            "G",
            "C COPY 2, Z I",
            "H, d ä, d ö, c, C COPY 2, Z I",
            "T b:17, D \\xc3a4, D \\xc3b6, C SELECT 2, Z I");
  }

  @Test
  void bytesThatAreNoTextAreRefused() {
    assertThat(
            lab.talk(
                new WireScript("client_encoding", "UTF8")
                    .in(LATIN1)
                    .query("select 'ä'")
                    .query("set client_encoding = 'no such'")
                    .query("set client_encoding = 'WIN1252'")
                    .query("select '\u0081' as a")
                    .query("select 1 as a")))
        .containsExactly(
            "E 22021, Z I",
            "E 22023, Z I",
            "C SET, S client_encoding=WIN1252, Z I",
            "E 22P05, Z I",
            "T a:23, D 1, C SELECT 1, Z I");
  }
}

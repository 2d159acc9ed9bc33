package io.holdfast.sql.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ParserFuzzTest {
  private static final long SEED = 42;
  private static final String[] PIECES = {
    "(",
    ")",
    "(",
    ")",
    ",",
    ".",
    ";",
    "[",
    "]",
    ":",
    "::",
    "*",
    "+",
    "-",
    "=",
    "<>",
    "||",
    "@",
    "a",
    "b",
    "t",
    "\"Q\"",
    "1",
    "2.5",
    "'x'",
    "E'\\\\x'",
    "$1",
    "$$d$$",
    "/*",
    "*/",
    "--",
    "'",
    "\"",
    "\\",
    "\u00e4",
    "\uD83D\uDE00",
    "U&'\\0061'",
    "1e",
    "..",
    ":=",
    "=>",
    "\n",
    "$a$"
  };

  private static String soup(SplittableRandom random) {
    StringBuilder text = new StringBuilder();
    Keyword[] keywords = Keyword.values();
    String[] starts = {
      "select ", "insert into t ", "create table t ", "alter table t ", "", "with "
    };
    text.append(starts[random.nextInt(starts.length)]);
    int length = random.nextInt(30);
    for (int i = 0; i < length; i++) {
      boolean word = random.nextInt(100) < 40;
      text.append(
          word
              ? keywords[random.nextInt(keywords.length)].word()
              : PIECES[random.nextInt(PIECES.length)]);
      text.append(random.nextInt(5) == 0 ? "" : " ");
    }
    return text.toString();
  }

  private static String mutated(String sql, SplittableRandom random) {
    List<String> words = new ArrayList<>(List.of(sql.split(" ")));
    for (int i = 0; i < 2; i++) {
      int at = random.nextInt(words.size());
      switch (random.nextInt(3)) {
        case 0 -> words.set(at, PIECES[random.nextInt(PIECES.length)]);
        case 1 -> words.add(at, word(random));
        default -> words.set(at, words.get(random.nextInt(words.size())));
      }
    }
    return String.join(" ", words);
  }

  private static String word(SplittableRandom random) {
    Keyword[] keywords = Keyword.values();
    return keywords[random.nextInt(keywords.length)].word();
  }

  private static void assertAnswersOrRefuses(Normaliser normaliser, String sql) {
    Throwable thrown = catchThrowable(() -> Parser.parse(sql));
    if (thrown != null) {
      assertThat(thrown).as(sql).isInstanceOf(SqlException.class);
    }
    boolean ignored = normaliser.normalise(sql);
    assertThat(normaliser.literalCount()).as(sql + ignored).isNotNegative();
  }

  @Test
  void anyTextIsAnsweredOrRefusedProperly() {
    SplittableRandom random = new SplittableRandom(SEED);
    Normaliser normaliser = new Normaliser();
    for (int i = 0; i < 20_000; i++) {
      assertAnswersOrRefuses(normaliser, soup(random));
      String base = NormalisedStatements.ALL.get(random.nextInt(NormalisedStatements.ALL.size()));
      assertAnswersOrRefuses(normaliser, mutated(base, random));
    }
  }

  @Test
  void everyPrefixOfAStatementIsAnsweredOrRefusedProperly() {
    Normaliser normaliser = new Normaliser();
    for (String sql : NormalisedStatements.ALL) {
      for (int end = 0; end < sql.length(); end++) {
        assertAnswersOrRefuses(normaliser, sql.substring(0, end));
      }
    }
  }

  @Test
  void whatIsNestedTooDeeplyIsRefusedBeforeTheStackEnds() throws InterruptedException {
    int deep = 100_000;
    List<String> texts =
        List.of(
            "select " + "(".repeat(deep) + "1" + ")".repeat(deep),
            "select " + "((select ".repeat(deep),
            "select " + "-".repeat(1).concat(" ").repeat(deep) + "1",
            "select " + "not ".repeat(deep) + "true",
            "select 1" + " + 1".repeat(deep),
            "select 1" + " union select 1".repeat(deep),
            "select * from " + "(".repeat(deep) + "a",
            "select * from a" + " join a".repeat(deep),
            "select * from a" + " cross join a".repeat(deep),
            "select " + "case when ".repeat(deep),
            "select " + "array[".repeat(deep),
            "select array" + "[".repeat(deep),
            "select a" + "[1]".repeat(deep),
            "select a" + "::int".repeat(deep),
            "select " + "f(".repeat(deep),
            "select " + "a in (".repeat(deep),
            "select " + "exists (select ".repeat(deep),
            "select 1 group by " + "rollup (".repeat(deep),
            "with a as (".repeat(deep),
            "explain ".repeat(deep) + "select 1",
            "create schema a " + "create schema a ".repeat(deep),
            "select 1 where " + "a between ".repeat(deep),
            "select " + "U&'a' ".repeat(deep));
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Thread small =
        new Thread(
            null,
            () -> failure.set(catchThrowable(() -> texts.forEach(ParserFuzzTest::assertRefused))),
            "small-stack",
            512 * 1024);
    small.start();
    small.join();
    assertThat(failure.get()).isNull();
  }

  private static void assertRefused(String sql) {
    assertThatThrownBy(() -> Parser.parse(sql))
        .as(sql.substring(0, 40))
        .isInstanceOfSatisfying(
            SqlException.class,
            e -> assertThat(e.state()).isIn(SqlState.STATEMENT_TOO_COMPLEX, SqlState.SYNTAX_ERROR));
  }

  @Test
  void depthHasItsOwnError() {
    assertThatThrownBy(() -> Parser.parse("select " + "(".repeat(10_000)))
        .isInstanceOfSatisfying(
            SqlException.class,
            e -> assertThat(e.state()).isEqualTo(SqlState.STATEMENT_TOO_COMPLEX))
        .hasMessage("stack depth limit exceeded");
    assertThat(Parser.parse("select " + "(".repeat(100) + "1" + ")".repeat(100))).hasSize(1);
  }
}

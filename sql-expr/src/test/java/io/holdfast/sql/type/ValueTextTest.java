package io.holdfast.sql.type;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.runtime.base.Bytes;
import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class ValueTextTest {
  @Test
  void datesTimesAndIntervalsReadAndWriteAsRecorded() {
    assertRecorded("date-time-text.tsv", 2_400);
  }

  @Test
  void otherTypesReadAndWriteAsRecorded() {
    assertRecorded("value-text.tsv", 290);
  }

  private static void assertRecorded(String resource, int atLeast) {
    List<String> wrong = new ArrayList<>();
    TypeContext context = TypeContext.UTC;
    int checked = 0;
    for (String line : OracleText.lines(resource)) {
      String[] parts = line.split("\t", -1);
      if (parts[0].equals("#")) {
        context = OracleText.context(parts);
        continue;
      }
      String text = parts[1].replace("\\\\", "\\");
      String actual = throughAllForms(OracleText.type(parts[0]), text, context);
      if (!actual.equals(parts[2])) {
        wrong.add(line + " but was " + actual);
      }
      checked++;
    }
    assertThat(wrong).isEmpty();
    assertThat(checked).isGreaterThanOrEqualTo(atLeast);
  }

  /** Text to value to binary to value to text. */
  private static String throughAllForms(SqlType type, String text, TypeContext context) {
    try {
      Object value = ValueText.parse(type, text, context);
      Bytes binary = Bytes.wrap(ValueBinary.encode(type, value));
      Object again = ValueBinary.decode(type, binary);
      assertThat(Values.equal(type, value, again)).isTrue();
      return ValueText.format(type, again, context);
    } catch (SqlException e) {
      return OracleText.error(e);
    }
  }

  @Test
  void doublesAreWrittenWithTheFewestDigitsThatReadBack() {
    SplittableRandom random = new SplittableRandom(11);
    for (int i = 0; i < 6_000; i++) {
      double value = Double.longBitsToDouble(random.nextLong());
      String text = ValueText.format(SqlType.FLOAT8, value, TypeContext.UTC);
      assertThat(ValueText.parse(SqlType.FLOAT8, text, TypeContext.UTC)).isEqualTo(value);
      float single = Float.intBitsToFloat(random.nextInt());
      SqlType real = SqlType.of(BaseType.FLOAT4);
      String shorter = ValueText.format(real, (double) single, TypeContext.UTC);
      assertThat(ValueText.parse(real, shorter, TypeContext.UTC)).isEqualTo((double) single);
    }
    assertThat(ValueText.format(SqlType.FLOAT8, 0x1p-44, TypeContext.UTC))
        .isEqualTo("5.684341886080802e-14");
    assertThat(ValueText.format(SqlType.FLOAT8, 2.0e-3, TypeContext.UTC)).isEqualTo("0.002");
  }

  @Test
  void fewerExtraFloatDigitsRound() {
    TypeContext none =
        new TypeContext(
            TypeContext.UTC.zone(),
            DateStyle.DEFAULT,
            IntervalStyle.POSTGRES,
            true,
            0,
            0,
            RegNames.NONE);
    assertThat(ValueText.format(SqlType.FLOAT8, 0.1 + 0.2, none)).isEqualTo("0.3");
    assertThat(ValueText.format(SqlType.FLOAT8, 1e15, none)).isEqualTo("1e+15");
    SqlType bytea = SqlType.of(BaseType.BYTEA);
    assertThat(ValueText.format(bytea, Bytes.hex("005c61ff"), none)).isEqualTo("\\000\\\\a\\377");
  }

  @Test
  void aZeroCharacterIsRefused() {
    assertThatThrownBy(() -> ValueText.parse(SqlType.TEXT, "a\0b", TypeContext.UTC))
        .isInstanceOfSatisfying(
            SqlException.class,
            e -> {
              assertThat(e.state()).isEqualTo(SqlState.CHARACTER_NOT_IN_REPERTOIRE);
              assertThat(e.message())
                  .isEqualTo("invalid byte sequence for encoding \"UTF8\": 0x00");
            });
  }

  @Test
  void relativeDaysAreThoseOfTheStatementInItsZone() {
    TypeContext context =
        TypeContext.UTC
            .withZone(Zone.of(java.time.ZoneId.of("Asia/Tokyo")))
            .at((20 * 3600L + 1) * Timestamps.MICROS_PER_SECOND);
    SqlType date = SqlType.of(BaseType.DATE);
    SqlType moment = SqlType.of(BaseType.TIMESTAMPTZ);
    assertThat(ValueText.parse(date, "today", context)).isEqualTo(1L);
    assertThat(ValueText.parse(date, "yesterday", context)).isEqualTo(0L);
    Object now = ValueText.parse(moment, "now", context);
    assertThat(ValueText.format(moment, now, context)).isEqualTo("2000-01-02 05:00:01+09");
    Object noon = ValueText.parse(moment, "tomorrow 12:00", context);
    assertThat(ValueText.format(moment, noon, context)).isEqualTo("2000-01-03 12:00:00+09");
  }

  @Test
  void recordsQuoteWhereNeeded() {
    SqlRecord fields =
        new SqlRecord(
            List.of(
                SqlType.INT4,
                SqlType.TEXT,
                SqlType.TEXT,
                SqlType.TEXT,
                SqlType.TEXT,
                SqlType.of(BaseType.INT4_ARRAY),
                SqlType.BOOL,
                SqlType.of(BaseType.DATE),
                SqlType.TEXT,
                SqlType.TEXT),
            new Object[] {
              1L,
              "a b",
              null,
              "",
              "x\"y",
              SqlArray.of(BaseType.INT4, 1L, 2L),
              true,
              7305L,
              "a\\b",
              "("
            });
    assertThat(ValueText.format(BaseType.RECORD, fields, TypeContext.UTC))
        .isEqualTo("(1,\"a b\",,\"\",\"x\"\"y\",\"{1,2}\",t,2020-01-01,\"a\\\\b\",\"(\")");
  }

  @Test
  void arraysQuoteWhereNeeded() {
    SqlArray array =
        SqlArray.of(
            BaseType.TEXT, "a\"b", "c\\d", "", "null", null, "x,y", "{", " s", "NULLx", "a\nb");
    assertThat(ValueText.format(BaseType.TEXT_ARRAY, array, TypeContext.UTC))
        .isEqualTo(
            "{\"a\\\"b\",\"c\\\\d\",\"\",\"null\",NULL,\"x,y\",\"{\",\" s\",NULLx,\"a\nb\"}");
  }
}

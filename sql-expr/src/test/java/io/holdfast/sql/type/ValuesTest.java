package io.holdfast.sql.type;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.runtime.base.Bytes;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class ValuesTest {
  @Test
  void textIsOrderedAsItsBytesInUtf8() {
    SplittableRandom random = new SplittableRandom(5);
    for (int i = 0; i < 6_000; i++) {
      String a = text(random);
      String b = text(random);
      assertThat(Integer.signum(Values.compareText(a, b)))
          .as("%s %s", a, b)
          .isEqualTo(Integer.signum(Bytes.utf8(a).compareTo(Bytes.utf8(b))));
    }
  }

  private static String text(SplittableRandom random) {
    int[] alphabet = {'a', 'b', 0xE9, 0xD7FF, 0xE000, 0xFFFD, 0x10000, 0x1F600, 0x10FFFF};
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(5); i > 0; i--) {
      text.appendCodePoint(alphabet[random.nextInt(alphabet.length)]);
    }
    return text.toString();
  }

  @Test
  void notANumberIsGreatestAndTheZerosAreEqual() {
    assertThat(Values.compare(SqlType.FLOAT8, Double.NaN, Double.POSITIVE_INFINITY)).isPositive();
    assertThat(Values.equal(SqlType.FLOAT8, Double.NaN, Double.NaN)).isTrue();
    assertThat(Values.equal(SqlType.FLOAT8, -0.0, 0.0)).isTrue();
    assertThat(Values.hash(SqlType.FLOAT8, -0.0)).isEqualTo(Values.hash(SqlType.FLOAT8, 0.0));
  }

  @Test
  void blanksAtTheEndCountForTextAlone() {
    SqlType character = SqlType.of(BaseType.BPCHAR);
    assertThat(Values.equal(character, "a ", "a   ")).isTrue();
    assertThat(Values.hash(character, "a ")).isEqualTo(Values.hash(character, "a"));
    assertThat(Values.compare(SqlType.TEXT, "a", "a ")).isNegative();
    // Blanks are cut before the comparison, so a tab is not below the end of the text.
    assertThat(Values.compare(character, "a\t", "a")).isPositive();
  }

  @Test
  void arraysCompareElementsThenLengthThenShape() {
    SqlType type = SqlType.of(BaseType.INT4_ARRAY);
    SqlArray one = SqlArray.of(BaseType.INT4, 1L);
    SqlArray oneTwo = SqlArray.of(BaseType.INT4, 1L, 2L);
    SqlArray withNull = SqlArray.of(BaseType.INT4, 1L, null);
    assertThat(Values.compare(type, one, oneTwo)).isNegative();
    assertThat(Values.compare(type, withNull, oneTwo)).isPositive();
    assertThat(Values.compare(type, SqlArray.of(BaseType.INT4, 2L), oneTwo)).isPositive();
    SqlArray flat =
        SqlArray.ofShape(BaseType.INT4, new int[] {1, 2}, new int[] {1, 1}, new Object[] {1L, 2L});
    assertThat(Values.compare(type, oneTwo, flat)).isNegative();
    assertThat(oneTwo).isEqualTo(SqlArray.of(BaseType.INT4, List.of(1L, 2L)));
    assertThat(oneTwo.at(2)).isEqualTo(2L);
    assertThat(oneTwo.at(3)).isNull();
    assertThat(flat.at(new int[] {1, 2})).isEqualTo(2L);
  }

  @Test
  void intervalsCompareByLength() {
    Interval month = Interval.parse("1 mon");
    assertThat(month).isEqualTo(Interval.parse("30 days")).isEqualTo(Interval.parse("720:00:00"));
    assertThat(month).hasSameHashCodeAs(Interval.parse("29 days 24:00:00"));
    assertThat(month).isLessThan(Interval.parse("31 days"));
  }
}

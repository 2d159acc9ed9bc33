package io.holdfast.sql.type;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.sql.error.SqlException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DecimalTest {
  @Test
  void arithmeticGivesTheRecordedDigits() {
    List<String> wrong = new ArrayList<>();
    int checked = 0;
    for (String line : OracleText.lines("numeric-arithmetic.tsv")) {
      String[] parts = line.split("\t", -1);
      String actual = calculate(parts[0], parts[1], parts[2]);
      if (!actual.equals(parts[3])) {
        wrong.add(line + " but was " + actual);
      }
      checked++;
    }
    assertThat(wrong).isEmpty();
    assertThat(checked).isGreaterThan(1_000);
  }

  private static String calculate(String operator, String left, String right) {
    try {
      Decimal a = Decimal.parse(left);
      return switch (operator) {
        case "+" -> a.add(Decimal.parse(right)).toString();
        case "-" -> a.subtract(Decimal.parse(right)).toString();
        case "*" -> a.multiply(Decimal.parse(right)).toString();
        case "/" -> a.divide(Decimal.parse(right)).toString();
        case "%" -> a.remainder(Decimal.parse(right)).toString();
        case "div" -> a.divideToInteger(Decimal.parse(right)).toString();
        case "log" -> a.log(Decimal.parse(right)).toString();
        case "power" -> a.power(Decimal.parse(right)).toString();
        case "round" -> a.round(Integer.parseInt(right)).toString();
        case "trunc" -> a.trunc(Integer.parseInt(right)).toString();
        case "ceil" -> a.ceil().toString();
        case "floor" -> a.floor().toString();
        case "sqrt" -> a.sqrt().toString();
        case "exp" -> a.exp().toString();
        case "ln" -> a.ln().toString();
        default -> throw new AssertionError(operator);
      };
    } catch (SqlException e) {
      return OracleText.error(e);
    }
  }

  @Test
  void equalNumbersOfDifferentScaleAreEqualAndHashAlike() {
    Decimal a = Decimal.parse("1.50");
    Decimal b = Decimal.parse("1.5000");
    assertThat(a).isEqualTo(b).hasSameHashCodeAs(b);
    assertThat(Decimal.parse("0.00")).isEqualTo(Decimal.ZERO).hasSameHashCodeAs(Decimal.ZERO);
    assertThat(Decimal.NAN).isEqualTo(Decimal.parse("nan"));
    assertThat(Decimal.NAN).isGreaterThan(Decimal.POSITIVE_INFINITY);
    assertThat(Decimal.NEGATIVE_INFINITY).isLessThan(Decimal.parse("-1e100"));
    assertThat(a.toString()).isEqualTo("1.50");
  }

  @Test
  void conversionsRoundAwayFromZeroAndCheckTheRange() {
    assertThat(Decimal.parse("2.5").toInteger(BaseType.INT4)).isEqualTo(3);
    assertThat(Decimal.parse("-2.5").toInteger(BaseType.INT4)).isEqualTo(-3);
    assertThatThrownBy(() -> Decimal.parse("1e10").toInteger(BaseType.INT4))
        .hasMessage("integer out of range");
    assertThatThrownBy(() -> Decimal.parse("1e20").toInteger(BaseType.INT8))
        .hasMessage("bigint out of range");
    assertThatThrownBy(() -> Decimal.NAN.toInteger(BaseType.INT8))
        .hasMessage("cannot convert NaN to bigint");
    assertThatThrownBy(() -> Decimal.POSITIVE_INFINITY.toInteger(BaseType.INT4))
        .hasMessage("cannot convert infinity to integer");
    assertThat(Decimal.ofDouble(1.1).toString()).isEqualTo("1.1");
    assertThat(Decimal.ofDouble(123456789.12345679).toString()).isEqualTo("123456789.123457");
    assertThat(Decimal.ofDouble(1e20).toString()).isEqualTo("100000000000000000000");
    assertThat(Decimal.ofFloat(3.1415927f).toString()).isEqualTo("3.14159");
  }
}

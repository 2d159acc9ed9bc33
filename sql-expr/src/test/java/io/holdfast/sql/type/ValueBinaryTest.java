package io.holdfast.sql.type;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.runtime.base.Bytes;
import io.holdfast.sql.error.SqlException;
import java.util.HexFormat;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class ValueBinaryTest {
  @Test
  void bytesAreThoseThatPostgresSends() {
    for (String line : OracleText.lines("value-binary.tsv")) {
      String[] parts = line.split("\t", -1);
      SqlType type = SqlType.of(Objects.requireNonNull(BaseType.byName(parts[0])));
      Object value = ValueText.parse(type, parts[1], TypeContext.UTC);
      byte[] bytes = ValueBinary.encode(type, value);
      assertThat(HexFormat.of().formatHex(bytes)).as(line).isEqualTo(parts[2]);
      Object again = ValueBinary.decode(type, Bytes.wrap(bytes));
      assertThat(Values.equal(type, value, again)).as(line).isTrue();
    }
  }

  private static void assertRefused(BaseType type, String hex, String expected) {
    assertThatThrownBy(() -> ValueBinary.decode(SqlType.of(type), Bytes.hex(hex)))
        .isInstanceOfSatisfying(
            SqlException.class,
            e -> assertThat(e.state().code() + " " + e.message()).isEqualTo(expected));
  }

  @Test
  void malformedBytesAreRefused() {
    String insufficient = "08P01 insufficient data left in message";
    assertRefused(BaseType.INT4, "0001", insufficient);
    assertRefused(BaseType.INT4, "0000000001", "22P03 incorrect binary data format");
    assertRefused(BaseType.NUMERIC, "00010000", insufficient);
    assertRefused(
        BaseType.NUMERIC, "0001000012340000", "22P03 invalid sign in external \"numeric\" value");
    assertRefused(
        BaseType.NUMERIC,
        "00010000000000002710",
        "22P03 invalid digit in external \"numeric\" value");
    assertRefused(
        BaseType.INT4_ARRAY, "000000070000000000000017", "22P03 invalid number of dimensions: 7");
    assertRefused(BaseType.INT4_ARRAY, "000000000000000000000019", "42804 wrong element type");
    assertRefused(BaseType.INT4_ARRAY, "0000000100000000000000177fffffff00000001", insufficient);
    assertRefused(BaseType.TEXT, "61ff", "22021 invalid byte sequence for encoding \"UTF8\": 0xff");
    assertRefused(
        BaseType.TEXT, "c328", "22021 invalid byte sequence for encoding \"UTF8\": 0xc3 0x28");
    assertRefused(BaseType.TEXT, "6100", "22021 invalid byte sequence for encoding \"UTF8\": 0x00");
    assertRefused(BaseType.TIME, "ffffffffffffffff", "22008 time out of range");
  }

  @Test
  void numericsSurviveAtAnyScale() {
    for (String text : new String[] {"0.00", "100", "1e-9", "123456789.123456789", "-1e30"}) {
      Decimal value = Decimal.parse(text);
      Object again =
          ValueBinary.decode(
              SqlType.NUMERIC, Bytes.wrap(ValueBinary.encode(SqlType.NUMERIC, value)));
      assertThat(again.toString()).isEqualTo(value.toString());
    }
  }
}

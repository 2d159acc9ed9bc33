package io.holdfast.sql.type;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.sql.error.SqlException;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TypeNamesTest {
  private static String name(BaseType base, int typmod) {
    return TypeNames.format(new SqlType(base, typmod));
  }

  private static SqlType resolve(String name, int... typmods) {
    return TypeNames.resolve(List.of(name), typmods);
  }

  @Test
  void namesShowModifiersAsFormatTypeDoes() {
    assertThat(name(BaseType.NUMERIC, (10 << 16 | 2) + 4)).isEqualTo("numeric(10,2)");
    assertThat(name(BaseType.NUMERIC, (5 << 16 | (-2 & 2047)) + 4)).isEqualTo("numeric(5,-2)");
    assertThat(name(BaseType.BPCHAR, 7)).isEqualTo("character(3)");
    assertThat(name(BaseType.BPCHAR, -1)).isEqualTo("bpchar");
    assertThat(name(BaseType.VARCHAR, 7)).isEqualTo("character varying(3)");
    assertThat(name(BaseType.VARCHAR_ARRAY, 7)).isEqualTo("character varying(3)[]");
    assertThat(name(BaseType.TIMESTAMP, 3)).isEqualTo("timestamp(3) without time zone");
    assertThat(name(BaseType.TIMESTAMPTZ, 0)).isEqualTo("timestamp(0) with time zone");
    assertThat(name(BaseType.TIME, 2)).isEqualTo("time(2) without time zone");
    assertThat(name(BaseType.INTERVAL, (4 | 2) << 16 | 65535)).isEqualTo("interval year to month");
    assertThat(name(BaseType.INTERVAL, 32767 << 16 | 3)).isEqualTo("interval(3)");
    assertThat(name(BaseType.INTERVAL, (8 | 1024 | 2048 | 4096) << 16 | 2))
        .isEqualTo("interval day to second(2)");
    assertThat(name(BaseType.QCHAR, -1)).isEqualTo("\"char\"");
  }

  @Test
  void spellingsOfSqlAndOfTheCatalogueAreFound() {
    assertThat(resolve("double precision").base()).isEqualTo(BaseType.FLOAT8);
    assertThat(TypeNames.resolve(List.of("pg_catalog", "int4"))).isEqualTo(SqlType.INT4);
    assertThat(resolve("char").base()).isEqualTo(BaseType.QCHAR);
    assertThat(TypeNames.format(resolve("character"))).isEqualTo("character(1)");
    assertThat(TypeNames.format(resolve("bpchar"))).isEqualTo("bpchar");
    assertThat(TypeNames.format(resolve("character varying", 3))).isEqualTo("character varying(3)");
    assertThat(TypeNames.format(resolve("decimal", 10))).isEqualTo("numeric(10,0)");
    assertThat(resolve("float", 24).base()).isEqualTo(BaseType.FLOAT4);
    assertThat(resolve("float", 25).base()).isEqualTo(BaseType.FLOAT8);
    assertThat(TypeNames.format(resolve("timestamp", 7)))
        .isEqualTo("timestamp(6) without time zone");
    assertThat(TypeNames.format(resolve("interval", 32767, 2))).isEqualTo("interval(2)");
    assertThat(TypeNames.format(TypeNames.arrayOf(resolve("numeric", 5, 1))))
        .isEqualTo("numeric(5,1)[]");
  }

  private static void assertRefused(String expected, String name, int... typmods) {
    assertThatThrownBy(() -> resolve(name, typmods))
        .isInstanceOfSatisfying(
            SqlException.class,
            e -> assertThat(e.state().code() + " " + e.message()).isEqualTo(expected));
  }

  @Test
  void unknownNamesAndModifiersAreRefused() {
    assertRefused("42704 type \"foo\" does not exist", "foo");
    assertRefused("22023 length for type varchar must be at least 1", "varchar", 0);
    assertRefused("22023 length for type varchar cannot exceed 10485760", "varchar", 99999999);
    assertRefused("22023 length for type char must be at least 1", "bpchar", 0);
    assertRefused("22023 NUMERIC precision 0 must be between 1 and 1000", "numeric", 0);
    assertRefused("22023 NUMERIC scale -1001 must be between -1000 and 1000", "numeric", 5, -1001);
    assertRefused("22023 invalid NUMERIC type modifier", "numeric", 1, 2, 3);
    assertRefused("22023 precision for type float must be at least 1 bit", "float", 0);
    assertRefused("22023 precision for type float must be less than 54 bits", "float", 54);
    assertRefused("42601 type modifier is not allowed for type \"text\"", "text", 3);
    assertThatThrownBy(() -> TypeNames.resolve(List.of("pg_catalog", "foo")))
        .hasMessage("type \"pg_catalog.foo\" does not exist");
  }

  @Test
  void modifiersCutOnAssignmentOnlyBlanks() {
    SqlType varchar = resolve("varchar", 3);
    SqlType character = resolve("bpchar", 3);
    assertThat(Typmod.apply("abc  ", varchar, false)).isEqualTo("abc");
    assertThat(Typmod.apply("abcd", varchar, true)).isEqualTo("abc");
    assertThat(Typmod.apply("ab", character, false)).isEqualTo("ab ");
    assertThat(Typmod.apply("\uD83D\uDE00\uD83D\uDE00", character, false))
        .isEqualTo("\uD83D\uDE00\uD83D\uDE00 ");
    assertThatThrownBy(() -> Typmod.apply("abcd", varchar, false))
        .hasMessage("value too long for type character varying(3)");
    assertThatThrownBy(() -> Typmod.apply("abcd", character, false))
        .hasMessage("value too long for type character(3)");
  }
}

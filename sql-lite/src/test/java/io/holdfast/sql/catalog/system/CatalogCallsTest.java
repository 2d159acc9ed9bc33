package io.holdfast.sql.catalog.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.type.BaseType;
import io.holdfast.sql.type.TypeContext;
import io.holdfast.sql.type.ValueText;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class CatalogCallsTest {
  private static final List<String> PATH = List.of("public");

  private final CatalogCalls calls = new CatalogCalls(Probe.context(), PATH);
  private final TypeContext types =
      TypeContext.UTC.withNames(new CatalogNames(Probe.catalog(), PATH));

  private @Nullable Object call(String function, @Nullable Object... args) {
    return calls.call(function, Arrays.asList(args));
  }

  private String text(BaseType type, long oid) {
    return ValueText.format(type, oid, types);
  }

  private long oid(BaseType type, String text) {
    return (Long) ValueText.parse(type, text, types);
  }

  @Test
  void indexesAndConstraintsHaveDefinitions() {
    assertThat(call("pg_get_indexdef", 20_921L))
        .isEqualTo("CREATE UNIQUE INDEX u_pkey ON s2.u USING btree (y, x)");
    assertThat(call("pg_get_indexdef", 20_921L, 2L, true)).isEqualTo("x");
    assertThat(call("pg_get_indexdef", 20_921L, 3L, true)).isEqualTo("");
    assertThat(call("pg_get_indexdef", 1L)).isNull();
    assertThat(call("pg_get_constraintdef", 20_922L, true)).isEqualTo("PRIMARY KEY (y, x)");
    assertThat(call("pg_get_constraintdef", 1L)).isNull();
  }

  @Test
  void aDefaultIsPrintedPrettilyWithoutOuterParentheses() {
    assertThat(call("pg_get_expr", "(1 + 2)", 20_900L)).isEqualTo("(1 + 2)");
    assertThat(call("pg_get_expr", "(1 + 2)", 20_900L, true)).isEqualTo("1 + 2");
    assertThat(call("pg_get_expr", "(a) + (b)", 20_900L, true)).isEqualTo("(a) + (b)");
    assertThat(call("pg_get_expr", null, 20_900L)).isNull();
  }

  @Test
  void visibilityFollowsTheSearchPath() {
    assertThat(call("pg_table_is_visible", 20_900L)).isEqualTo(true);
    assertThat(call("pg_table_is_visible", 20_915L)).isEqualTo(true);
    assertThat(call("pg_table_is_visible", 20_918L)).isEqualTo(false);
    assertThat(call("pg_table_is_visible", 20_921L)).isEqualTo(false);
    assertThat(call("pg_table_is_visible", 1259L)).isEqualTo(true);
    assertThat(call("pg_table_is_visible", 99_999_999L)).isNull();
  }

  @Test
  void descriptionsAndOwnersAreKnown() {
    assertThat(call("obj_description", 20_900L, "pg_class")).isEqualTo("a table");
    assertThat(call("obj_description", 11L, "pg_namespace")).isEqualTo("system catalog schema");
    assertThat(call("obj_description", 20_900L, "pg_namespace")).isNull();
    assertThat(call("col_description", 20_900L, 2L)).isEqualTo("a column");
    assertThat(call("pg_get_userbyid", 10L)).isEqualTo("postgres");
    assertThat(call("pg_get_userbyid", 99L)).isEqualTo("unknown (OID=99)");
    assertThat(call("pg_describe_object", 1259L, 20_918L, 0L)).isEqualTo("table s2.u");
  }

  @Test
  void functionsAreDescribedByTheirTypes() {
    assertThat(call("pg_get_function_arguments", 1242L)).isEqualTo("cstring");
    assertThat(call("pg_get_function_result", 1242L)).isEqualTo("boolean");
  }

  @Test
  void aTableIsNoSequence() {
    assertThatThrownBy(() -> call("nextval", 20_900L))
        .isInstanceOf(SqlException.class)
        .hasMessage("\"t\" is not a sequence");
  }

  @Test
  void regclassShowsTheSchemaWhereItIsNeeded() {
    assertThat(text(BaseType.REGCLASS, 1259)).isEqualTo("pg_class");
    assertThat(text(BaseType.REGCLASS, 20_900)).isEqualTo("t");
    assertThat(text(BaseType.REGCLASS, 20_918)).isEqualTo("s2.u");
    assertThat(text(BaseType.REGCLASS, 20_921)).isEqualTo("s2.u_pkey");
    assertThat(text(BaseType.REGCLASS, 13_425)).isEqualTo("information_schema.tables");
    assertThat(text(BaseType.REGCLASS, 999_999)).isEqualTo("999999");
  }

  @Test
  void regclassReadsNamesAndNumbers() {
    assertThat(oid(BaseType.REGCLASS, "pg_catalog.pg_class")).isEqualTo(1259);
    assertThat(oid(BaseType.REGCLASS, "T")).isEqualTo(20_900);
    assertThat(oid(BaseType.REGCLASS, "s2.\"u_pkey\"")).isEqualTo(20_921);
    assertThat(oid(BaseType.REGCLASS, "20918")).isEqualTo(20_918);
    assertThatThrownBy(() -> oid(BaseType.REGCLASS, "u"))
        .isInstanceOf(SqlException.class)
        .hasMessage("relation \"u\" does not exist");
  }

  @Test
  void otherNamesAreReadAndShown() {
    assertThat(text(BaseType.REGTYPE, 1043)).isEqualTo("character varying");
    assertThat(oid(BaseType.REGTYPE, "timestamp with time zone")).isEqualTo(1184);
    assertThat(oid(BaseType.REGTYPE, "int[]")).isEqualTo(1007);
    assertThat(oid(BaseType.REGTYPE, "pg_catalog.int4")).isEqualTo(23);
    assertThat(oid(BaseType.REGTYPE, "varchar(3)")).isEqualTo(1043);
    assertThat(text(BaseType.REGNAMESPACE, 11)).isEqualTo("pg_catalog");
    assertThat(oid(BaseType.REGNAMESPACE, "s2")).isEqualTo(20_917);
    assertThat(text(BaseType.REGROLE, 10)).isEqualTo("postgres");
    assertThat(text(BaseType.REGPROC, 1242)).isEqualTo("boolin");
    assertThat(oid(BaseType.REGPROC, "array_in")).isEqualTo(750);
  }
}

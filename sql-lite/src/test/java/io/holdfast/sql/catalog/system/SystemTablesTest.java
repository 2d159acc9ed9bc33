package io.holdfast.sql.catalog.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.sql.catalog.TableDescriptor;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class SystemTablesTest {
  @Test
  void columnsOfTablesAndIndexesAreInPgAttribute() {
    assertThat(Probe.rows("pg_catalog", "pg_attribute", "209"))
        .containsExactly(
            "20900|id|23|-1|4|1|0|-1|-1|t|i|p||t|f|f|||f|t|0|0|∅|∅|∅|∅",
            "20900|name|1043|-1|-1|2|0|-1|24|f|i|x||t|t|f|||f|t|0|100|∅|∅|∅|∅",
            "20900|n|1700|-1|-1|3|0|-1|655366|f|i|m||f|t|f|||f|t|0|0|∅|∅|∅|∅",
            "20900|ts|1184|-1|8|4|0|-1|-1|t|d|p||f|t|f|||f|t|0|0|∅|∅|∅|∅",
            "20900|b|16|-1|1|5|0|-1|-1|t|c|p||f|t|f|||f|t|0|0|∅|∅|∅|∅",
            "20900|s|25|-1|-1|6|0|-1|-1|f|i|x||f|f|f|||f|t|0|100|∅|∅|∅|∅",
            "20900|d|1082|-1|4|7|0|-1|-1|t|i|p||f|t|f|||f|t|0|0|∅|∅|∅|∅",
            "20900|e|23|-1|4|8|0|-1|-1|t|i|p||f|t|f|||f|t|0|0|∅|∅|∅|∅",
            "20900|f|20|-1|8|9|0|-1|-1|t|d|p||f|t|f|||f|t|0|0|∅|∅|∅|∅",
            "20900|g|25|-1|-1|10|0|-1|-1|f|i|x||f|t|f|||f|t|0|100|∅|∅|∅|∅",
            "20900|h|1009|-1|-1|11|1|-1|-1|f|i|x||f|t|f|||f|t|0|100|∅|∅|∅|∅",
            "20900|i|1043|-1|-1|12|0|-1|9|f|i|x||f|t|f|||f|t|0|100|∅|∅|∅|∅",
            "20900|c|1042|-1|-1|13|0|-1|7|f|i|x||f|f|f|||f|t|0|100|∅|∅|∅|∅",
            "20915|id|23|-1|4|1|0|-1|-1|t|i|p||f|f|f|||f|t|0|0|∅|∅|∅|∅",
            "20918|x|23|-1|4|1|0|-1|-1|t|i|p||t|f|f|||f|t|0|0|∅|∅|∅|∅",
            "20918|y|23|-1|4|2|0|-1|-1|t|i|p||t|f|f|||f|t|0|0|∅|∅|∅|∅",
            "20921|y|23|-1|4|1|0|-1|-1|t|i|p||f|f|f|||f|t|0|0|∅|∅|∅|∅",
            "20921|x|23|-1|4|2|0|-1|-1|t|i|p||f|f|f|||f|t|0|0|∅|∅|∅|∅");
  }

  @Test
  void systemTablesDescribeThemselves() {
    assertThat(Probe.rows("pg_catalog", "pg_attribute", "2615|"))
        .contains(
            "2615|oid|26|-1|4|1|0|-1|-1|t|i|p||t|f|f|||f|t|0|0|∅|∅|∅|∅",
            "2615|nspname|19|-1|64|2|0|-1|-1|f|c|p||t|f|f|||f|t|0|950|∅|∅|∅|∅",
            "2615|nspowner|26|-1|4|3|0|-1|-1|t|i|p||t|f|f|||f|t|0|0|∅|∅|∅|∅");
    assertThat(Probe.rows("pg_catalog", "pg_class", "1259|pg_class|11|83|0|10|2|")).hasSize(1);
  }

  @Test
  void primaryKeysAreIndexesAndConstraints() {
    assertThat(Probe.rows("pg_index"))
        .containsExactly(
            "20915|20900|1|1|t|f|t|f|t|f|t|f|t|t|f|1|0|1978|0|∅|∅",
            "20921|20918|2|2|t|f|t|f|t|f|t|f|t|t|f|2 1|0 0|1978 1978|0 0|∅|∅");
    assertThat(Probe.rows("pg_constraint"))
        .containsExactly(
            "20916|t_pkey|2200|p|f|f|t|20900|0|20915|0|0| | | |t|0|t|{1}|∅|∅|∅|∅|∅|∅|∅",
            "20922|u_pkey|20917|p|f|f|t|20918|0|20921|0|0| | | |t|0|t|{2,1}|∅|∅|∅|∅|∅|∅|∅");
    assertThat(Probe.rows("pg_indexes"))
        .containsExactly(
            "public|t|t_pkey|∅|CREATE UNIQUE INDEX t_pkey ON public.t USING btree (id)",
            "s2|u|u_pkey|∅|CREATE UNIQUE INDEX u_pkey ON s2.u USING btree (y, x)");
  }

  @Test
  void tablesAndIndexesAreRelations() {
    // No TOAST table or transaction ids: 0, where PostgreSQL has them.
    assertThat(Probe.rows("pg_catalog", "pg_class", "209"))
        .containsExactly(
            "20900|t|2200|1000020900|0|10|2|20900|0|0|-1|0|0|t|f|p|r|13|0|f|f|f|f|f|t|d|f|0|0|0|∅|∅|∅",
            "20915|t_pkey|2200|0|0|10|403|20915|0|1|0|0|0|f|f|p|i|1|0|f|f|f|f|f|t|n|f|0|0|0|∅|∅|∅",
            "20918|u|20917|1000020918|0|10|2|20918|0|0|-1|0|0|t|f|p|r|2|0|f|f|f|f|f|t|d|f|0|0|0|∅|∅|∅",
            "20921|u_pkey|20917|0|0|10|403|20921|0|1|0|0|0|f|f|p|i|2|0|f|f|f|f|f|t|n|f|0|0|0|∅|∅|∅");
  }

  @Test
  void defaultsReadAsPostgresqlPrintsThem() {
    assertThat(Probe.rows("pg_attrdef"))
        .extracting(row -> row.substring(row.indexOf("|20900|") + 7))
        .containsExactly(
            "2|'x'::character varying",
            "3|1.5",
            "4|now()",
            "5|true",
            "7|CURRENT_DATE",
            "8|(1 + 2)",
            "9|'-5'::integer",
            "10|'it''s'::text",
            "11|'{}'::text[]",
            "12|upper('a'::text)");
  }

  @Test
  void typesAreThoseOfPostgresql() {
    assertThat(Probe.rows("pg_catalog", "pg_type", "16|"))
        .containsExactly(
            "16|bool|11|10|1|t|b|B|t|t|,|0|-|0|1000|boolin|boolout|boolrecv|boolsend|-|-|-|c|p|f|0"
                + "|-1|0|0|∅|∅|∅");
  }

  @Test
  void schemasDatabasesAndRolesAreThere() {
    assertThat(Probe.rows("pg_namespace"))
        .containsExactlyInAnyOrder(
            "11|pg_catalog|10|{postgres=UC/postgres,=U/postgres}",
            "2200|public|6171|{pg_database_owner=UC/pg_database_owner,=U/pg_database_owner}",
            "13207|information_schema|10|{postgres=UC/postgres,=U/postgres}",
            "20917|s2|10|∅");
    assertThat(Probe.rows("pg_database"))
        .containsExactly("20486|catprobe|10|6|c|f|t|-1|716|1|1663|C|C|∅|∅|∅");
    assertThat(Probe.rows("pg_roles"))
        .contains("postgres|t|t|t|t|t|t|-1|********|∅|t|∅|10")
        .hasSize(13);
  }

  @Test
  void commentsAreDescriptions() {
    assertThat(Probe.rows("pg_description"))
        .contains(
            "20900|1259|0|a table",
            "20900|1259|2|a column",
            "2200|2615|0|standard public schema",
            "403|2601|0|b-tree index access method");
  }

  @Test
  void informationSchemaDescribesColumns() {
    String rest = "|NO|NO|∅|∅|∅|∅|∅|NO|NEVER|∅|YES";
    String none = "|∅|∅|∅|∅|∅|∅|∅|∅|∅|∅|∅|catprobe|pg_catalog|";
    assertThat(Probe.rows("information_schema", "columns", "catprobe|public|t|"))
        .contains(
            "catprobe|public|t|id|1|∅|NO|integer|∅|∅|32|2|0|∅" + none + "int4|∅|∅|∅|∅|1" + rest,
            "catprobe|public|t|name|2|'x'::character varying|NO|character varying|20|80|∅|∅|∅|∅"
                + none
                + "varchar|∅|∅|∅|∅|2"
                + rest,
            "catprobe|public|t|n|3|1.5|YES|numeric|∅|∅|10|10|2|∅"
                + none
                + "numeric|∅|∅|∅|∅|3"
                + rest,
            "catprobe|public|t|ts|4|now()|YES|timestamp with time zone|∅|∅|∅|∅|∅|6"
                + none
                + "timestamptz|∅|∅|∅|∅|4"
                + rest,
            "catprobe|public|t|s|6|∅|YES|text|∅|1073741824|∅|∅|∅|∅"
                + none
                + "text|∅|∅|∅|∅|6"
                + rest,
            "catprobe|public|t|h|11|'{}'::text[]|YES|ARRAY|∅|∅|∅|∅|∅|∅"
                + none
                + "_text|∅|∅|∅|∅|11"
                + rest,
            "catprobe|public|t|c|13|∅|YES|character|3|12|∅|∅|∅|∅"
                + none
                + "bpchar|∅|∅|∅|∅|13"
                + rest);
  }

  @Test
  void informationSchemaDescribesTablesAndConstraints() {
    assertThat(Probe.rows("information_schema", "tables"))
        .contains(
            "catprobe|public|t|BASE TABLE|∅|∅|∅|∅|∅|YES|NO|∅",
            "catprobe|pg_catalog|pg_class|BASE TABLE|∅|∅|∅|∅|∅|YES|NO|∅",
            "catprobe|information_schema|columns|VIEW|∅|∅|∅|∅|∅|NO|NO|∅");
    assertThat(Probe.rows("information_schema", "table_constraints"))
        .contains(
            "catprobe|s2|u_pkey|catprobe|s2|u|PRIMARY KEY|NO|NO|YES|∅",
            "catprobe|s2|20917_20918_2_not_null|catprobe|s2|u|CHECK|NO|NO|YES|∅");
    assertThat(Probe.rows("information_schema", "key_column_usage"))
        .contains(
            "catprobe|s2|u_pkey|catprobe|s2|u|x|2|∅", "catprobe|s2|u_pkey|catprobe|s2|u|y|1|∅");
    assertThat(Probe.rows("information_schema", "schemata"))
        .contains("catprobe|public|pg_database_owner|∅|∅|∅|∅");
  }

  @Test
  void everySystemTableGivesRowsOfItsWidthAndNoNullWhereItPromisesNone() {
    for (TableDescriptor table : Probe.SYSTEM.tables()) {
      List<@Nullable Object[]> rows = Probe.TABLES.rows(table, Probe.context());
      for (@Nullable Object[] row : rows) {
        assertThat(row).as(table.name()).hasSameSizeAs(table.columns());
        for (int i = 0; i < row.length; i++) {
          if (table.columns().get(i).notNull()) {
            assertThat(row[i]).as(table.name() + "." + table.columns().get(i).name()).isNotNull();
          }
        }
      }
    }
  }
}

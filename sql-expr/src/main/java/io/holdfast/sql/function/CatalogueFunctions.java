package io.holdfast.sql.function;

import io.holdfast.sql.type.BaseType;
import io.holdfast.sql.type.ValueText;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Functions that {@code CatalogFunctions} answers by name, and privileges, which all have. */
final class CatalogueFunctions {
  /** All of them stable; null arguments give null. */
  private static final List<String> SIGNATURES =
      List.of(
          "pg_get_userbyid(oid) name",
          "pg_table_is_visible(oid) bool",
          "pg_type_is_visible(oid) bool",
          "pg_function_is_visible(oid) bool",
          "pg_operator_is_visible(oid) bool",
          "pg_opclass_is_visible(oid) bool",
          "pg_opfamily_is_visible(oid) bool",
          "pg_collation_is_visible(oid) bool",
          "pg_conversion_is_visible(oid) bool",
          "pg_statistics_obj_is_visible(oid) bool",
          "pg_ts_config_is_visible(oid) bool",
          "pg_ts_dict_is_visible(oid) bool",
          "pg_ts_parser_is_visible(oid) bool",
          "pg_ts_template_is_visible(oid) bool",
          "pg_get_expr(text, oid) text",
          "pg_get_expr(text, oid, bool) text",
          "pg_get_indexdef(oid) text",
          "pg_get_indexdef(oid, int4, bool) text",
          "pg_get_constraintdef(oid) text",
          "pg_get_constraintdef(oid, bool) text",
          "pg_get_viewdef(oid) text",
          "pg_get_viewdef(oid, bool) text",
          "pg_get_viewdef(text) text",
          "pg_get_viewdef(text, bool) text",
          "pg_get_ruledef(oid) text",
          "pg_get_ruledef(oid, bool) text",
          "pg_get_triggerdef(oid) text",
          "pg_get_triggerdef(oid, bool) text",
          "pg_get_functiondef(oid) text",
          "pg_get_function_arguments(oid) text",
          "pg_get_function_identity_arguments(oid) text",
          "pg_get_function_result(oid) text",
          "pg_get_function_arg_default(oid, int4) text",
          "pg_get_function_sqlbody(oid) text",
          "pg_get_partkeydef(oid) text",
          "pg_get_partition_constraintdef(oid) text",
          "pg_get_statisticsobjdef(oid) text",
          "pg_get_statisticsobjdef_columns(oid) text",
          "pg_get_serial_sequence(text, text) text",
          "pg_get_replica_identity_index(regclass) regclass",
          "pg_partition_root(regclass) regclass",
          "obj_description(oid, name) text",
          "obj_description(oid) text",
          "col_description(oid, int4) text",
          "shobj_description(oid, name) text",
          "pg_describe_object(oid, oid, int4) text",
          "pg_relation_is_publishable(regclass) bool",
          "pg_relation_is_updatable(regclass, bool) int4",
          "pg_column_is_updatable(regclass, int2, bool) bool",
          "pg_relation_filenode(regclass) oid",
          "pg_relation_filepath(regclass) text",
          "pg_tablespace_location(oid) text",
          "acldefault(text, oid) text",
          "row_security_active(oid) bool",
          "pg_index_column_has_property(regclass, int4, text) bool",
          "pg_index_has_property(regclass, text) bool",
          "pg_indexam_has_property(oid, text) bool");

  /** Like the others, but each call may answer otherwise. */
  private static final List<String> VOLATILE =
      List.of(
          "pg_table_size(regclass) int8",
          "pg_relation_size(regclass) int8",
          "pg_relation_size(regclass, text) int8",
          "pg_total_relation_size(regclass) int8",
          "pg_indexes_size(regclass) int8",
          "pg_database_size(oid) int8",
          "pg_database_size(name) int8",
          "pg_tablespace_size(oid) int8",
          "nextval(regclass) int8",
          "currval(regclass) int8",
          "setval(regclass, int8) int8",
          "setval(regclass, int8, bool) int8",
          "lastval() int8",
          "txid_current() int8",
          "pg_stat_get_numscans(oid) int8",
          "pg_sequence_last_value(regclass) int8",
          "pg_cancel_backend(int4) bool",
          "pg_terminate_backend(int4) bool",
          "pg_terminate_backend(int4, int8) bool",
          "pg_advisory_lock(int8) void",
          "pg_advisory_unlock(int8) bool",
          "pg_advisory_xact_lock(int8) void",
          "pg_try_advisory_lock(int8) bool",
          "pg_try_advisory_xact_lock(int8) bool",
          "pg_advisory_unlock_all() void",
          "pg_postmaster_start_time() timestamptz",
          "pg_conf_load_time() timestamptz",
          "pg_notify(text, text) void");

  private CatalogueFunctions() {}

  static void register(Registry r) {
    for (String signature : SIGNATURES) {
      delegate(r, signature, " stable");
    }
    for (String signature : VOLATILE) {
      delegate(r, signature, " volatile");
    }
    names(r);
    privileges(r);
  }

  private static void delegate(Registry r, String signature, String word) {
    String name = signature.substring(0, signature.indexOf('('));
    r.fnN(
        signature + word,
        (c, args) -> {
          Object value = c.catalog().call(name, Arrays.asList(args));
          if (name.endsWith("_backend")) {
            c.checkCancel(); // It may have been meant for this very session.
          }
          return value;
        });
  }

  private static void names(Registry r) {
    lookup(r, "to_regclass", BaseType.REGCLASS);
    lookup(r, "to_regtype", BaseType.REGTYPE);
    lookup(r, "to_regnamespace", BaseType.REGNAMESPACE);
    lookup(r, "to_regrole", BaseType.REGROLE);
    lookup(r, "to_regproc", BaseType.REGPROC);
    r.fn1(
        "regclass(text) regclass stable",
        (c, a) -> ValueText.parse(BaseType.REGCLASS, (String) a, c.types()));
  }

  private static void lookup(Registry r, String name, BaseType type) {
    r.fn1(
        name + "(text) " + type.typeName() + " stable",
        (c, a) -> oidOf(c.types().names().oidOf(type, (String) a)));
  }

  private static @Nullable Long oidOf(@Nullable Long oid) {
    return oid;
  }

  private static void privileges(Registry r) {
    List<String> objects =
        List.of("table", "schema", "database", "function", "sequence", "tablespace", "type");
    for (String object : objects) {
      String name = "has_" + object + "_privilege";
      for (String subject : List.of("", "name, ", "oid, ")) {
        for (String key : List.of("text", "oid")) {
          r.fnN(name + "(" + subject + key + ", text) bool stable", (c, args) -> true);
        }
      }
    }
    for (String subject : List.of("", "name, ", "oid, ")) {
      for (String table : List.of("text", "oid")) {
        for (String column : List.of("text", "int2")) {
          r.fnN(
              "has_column_privilege(" + subject + table + ", " + column + ", text) bool stable",
              (c, args) -> true);
        }
        r.fnN(
            "has_any_column_privilege(" + subject + table + ", text) bool stable",
            (c, args) -> true);
      }
      for (String role : List.of("name", "oid")) {
        r.fnN("pg_has_role(" + subject + role + ", text) bool stable", (c, args) -> true);
      }
    }
  }
}

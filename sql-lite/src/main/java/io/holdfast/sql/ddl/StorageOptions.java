package io.holdfast.sql.ddl;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.parse.ast.Option;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Storage parameters of tables. They are about PostgreSQL's heap: checked and remembered for
 * pg_class.reloptions, without any effect here.
 */
final class StorageOptions {
  private static final Set<String> KNOWN =
      Set.of(
          "autovacuum_enabled",
          "autovacuum_analyze_scale_factor",
          "autovacuum_analyze_threshold",
          "autovacuum_freeze_max_age",
          "autovacuum_freeze_min_age",
          "autovacuum_freeze_table_age",
          "autovacuum_multixact_freeze_max_age",
          "autovacuum_multixact_freeze_min_age",
          "autovacuum_multixact_freeze_table_age",
          "autovacuum_vacuum_cost_delay",
          "autovacuum_vacuum_cost_limit",
          "autovacuum_vacuum_insert_scale_factor",
          "autovacuum_vacuum_insert_threshold",
          "autovacuum_vacuum_scale_factor",
          "autovacuum_vacuum_threshold",
          "log_autovacuum_min_duration",
          "parallel_workers",
          "toast_tuple_target",
          "user_catalog_table",
          "vacuum_index_cleanup",
          "vacuum_truncate");

  private static final int FILLFACTOR_MIN = 10;
  private static final int FILLFACTOR_MAX = 100;

  private StorageOptions() {}

  /** {@code oids = false}: what all tables are; older tools write it, and nothing remembers it. */
  static boolean saysNothing(Option option) {
    String value = option.text();
    return option.name().equals("oids")
        && value != null
        && List.of("false", "off", "0").contains(value.toLowerCase(Locale.ROOT));
  }

  /** What CREATE TABLE may say. */
  static void checkAll(List<Option> options) {
    for (Option option : options) {
      if (!saysNothing(option)) {
        check(option);
      }
    }
  }

  /** The value to remember. */
  static String check(Option option) {
    String value = option.text() == null ? "true" : String.valueOf(option.text());
    if (option.name().equals("fillfactor")) {
      return fillfactor(value);
    }
    if (!KNOWN.contains(option.name())) {
      throw new SqlException(
          SqlState.INVALID_PARAMETER_VALUE, "unrecognized parameter \"" + option.name() + "\"");
    }
    return value;
  }

  private static String fillfactor(String value) {
    int percent;
    try {
      percent = Integer.parseInt(value);
    } catch (NumberFormatException e) {
      throw new SqlException(
              SqlState.INVALID_PARAMETER_VALUE,
              "invalid value for integer option \"fillfactor\": " + value)
          .causedBy(e);
    }
    if (percent < FILLFACTOR_MIN || percent > FILLFACTOR_MAX) {
      throw new SqlException(
              SqlState.INVALID_PARAMETER_VALUE,
              "value " + value + " out of bounds for option \"fillfactor\"")
          .withDetail("Valid values are between \"10\" and \"100\".");
    }
    return value;
  }
}

package io.holdfast.sql.session;

import io.holdfast.sql.session.Setting.Change;
import io.holdfast.sql.session.SettingKind.Choice;
import io.holdfast.sql.session.SettingKind.Flag;
import io.holdfast.sql.session.SettingKind.Free;
import io.holdfast.sql.session.SettingKind.Real;
import io.holdfast.sql.session.SettingKind.Special;
import io.holdfast.sql.session.SettingKind.Whole;
import io.holdfast.sql.session.SettingKind.Whole.Unit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The settings we know, by PostgreSQL's names: those that do something here, and those that clients
 * set or show as a matter of course (they are kept and shown).
 */
final class SettingTable {
  static final String SERVER_VERSION = "15.0 (Holdfast 0.1.0)";
  static final int SERVER_VERSION_NUM = 150000;

  private static final List<Setting> ALL = new ArrayList<>();
  private static final Map<String, Integer> INDEX = new TreeMap<>();

  static final int APPLICATION_NAME;
  static final int BYTEA_OUTPUT;
  static final int CLIENT_ENCODING;
  static final int CLIENT_MIN_MESSAGES;
  static final int DATE_STYLE;
  static final int DEFAULT_DEFERRABLE;
  static final int DEFAULT_ISOLATION;
  static final int DEFAULT_READ_ONLY;
  static final int EXTRA_FLOAT_DIGITS;
  static final int IDLE_IN_TRANSACTION_TIMEOUT;
  static final int IDLE_SESSION_TIMEOUT;
  static final int INTERVAL_STYLE;
  static final int LOCK_TIMEOUT;
  static final int SEARCH_PATH;
  static final int SESSION_AUTHORIZATION;
  static final int STATEMENT_TIMEOUT;
  static final int TIME_ZONE;
  static final int TRANSACTION_DEFERRABLE;
  static final int TRANSACTION_ISOLATION;
  static final int TRANSACTION_READ_ONLY;
  static final int TRANSFORM_NULL_EQUALS;

  private static final Choice ISOLATION =
      Choice.of("serializable", "repeatable read", "read committed", "read uncommitted");
  private static final Choice LEVELS =
      Choice.of(
          "debug5", "debug4", "debug3", "debug2", "debug1", "log", "notice", "warning", "error");

  static {
    reported("in_hot_standby", new Flag(), "off", Change.NEVER);
    reported("integer_datetimes", new Flag(), "on", Change.NEVER);
    reported("is_superuser", new Flag(), "on", Change.NEVER);
    reported("server_encoding", new Free(), "UTF8", Change.NEVER);
    reported("server_version", new Free(), SERVER_VERSION, Change.NEVER);
    // Backslashes are never special in plain literals: the parser knows no other mode.
    reported("standard_conforming_strings", Choice.of("on"), "on", Change.USER);
    APPLICATION_NAME =
        reported("application_name", new Special((raw, now) -> ascii(raw)), "", Change.USER);
    CLIENT_ENCODING =
        reported("client_encoding", new Special(SettingTexts::clientEncoding), "UTF8", Change.USER);
    DATE_STYLE =
        reported("DateStyle", new Special(SettingTexts::dateStyle), "ISO, MDY", Change.USER);
    DEFAULT_READ_ONLY = reported("default_transaction_read_only", new Flag(), "off", Change.USER);
    INTERVAL_STYLE =
        reported(
            "IntervalStyle",
            Choice.of("postgres", "postgres_verbose", "sql_standard", "iso_8601"),
            "postgres",
            Change.USER);
    SESSION_AUTHORIZATION = reported("session_authorization", new Free(), "", Change.USER);
    TIME_ZONE = reported("TimeZone", new Special(SettingTexts::timeZone), "UTC", Change.USER);

    BYTEA_OUTPUT = user("bytea_output", Choice.of("escape", "hex"), "hex");
    CLIENT_MIN_MESSAGES = user("client_min_messages", LEVELS, "notice");
    DEFAULT_DEFERRABLE = user("default_transaction_deferrable", new Flag(), "off");
    DEFAULT_ISOLATION = user("default_transaction_isolation", ISOLATION, "read committed");
    EXTRA_FLOAT_DIGITS = user("extra_float_digits", new Whole(-15, 3, Unit.NONE), "1");
    IDLE_IN_TRANSACTION_TIMEOUT = millis("idle_in_transaction_session_timeout");
    IDLE_SESSION_TIMEOUT = millis("idle_session_timeout");
    LOCK_TIMEOUT = millis("lock_timeout");
    SEARCH_PATH = user("search_path", new Free(), "\"$user\", public");
    STATEMENT_TIMEOUT = millis("statement_timeout");
    TRANSACTION_DEFERRABLE = user("transaction_deferrable", new Flag(), "off");
    TRANSACTION_ISOLATION = user("transaction_isolation", ISOLATION, "read committed");
    TRANSACTION_READ_ONLY = user("transaction_read_only", new Flag(), "off");
    TRANSFORM_NULL_EQUALS = user("transform_null_equals", new Flag(), "off");
    // What would change the meaning of statements or values, and of which we know one mode only.
    user("array_nulls", Choice.of("on"), "on");
    for (String locale : List.of("lc_monetary", "lc_numeric", "lc_time")) {
      user(locale, Choice.of("C", "POSIX", "C.UTF-8"), "C");
    }
    keptAndShown();
    fixed();
    for (int i = 0; i < ALL.size(); i++) {
      INDEX.put(ALL.get(i).name().toLowerCase(Locale.ROOT), i);
    }
  }

  private SettingTable() {}

  /** Settings without an effect of their own here. */
  private static void keptAndShown() {
    for (String flag :
        List.of(
            "check_function_bodies",
            "enable_bitmapscan",
            "enable_hashagg",
            "enable_hashjoin",
            "enable_indexonlyscan",
            "enable_indexscan",
            "enable_material",
            "enable_memoize",
            "enable_mergejoin",
            "enable_nestloop",
            "enable_seqscan",
            "enable_sort",
            "escape_string_warning",
            "geqo",
            "jit",
            "row_security",
            "synchronize_seqscans",
            "track_activities")) {
      user(flag, new Flag(), "on");
    }
    for (String flag :
        List.of(
            "debug_pretty_print",
            "enable_async_append",
            "enable_gathermerge",
            "enable_incremental_sort",
            "enable_parallel_append",
            "enable_parallel_hash",
            "enable_partition_pruning",
            "enable_tidscan",
            "jit_expressions",
            "jit_tuple_deforming",
            "parallel_leader_participation",
            "track_counts",
            "update_process_title")) {
      user(flag, new Flag(), "on");
    }
    for (String flag :
        List.of(
            "debug_print_parse",
            "debug_print_plan",
            "debug_print_rewritten",
            "enable_partitionwise_aggregate",
            "enable_partitionwise_join",
            "exit_on_error",
            "log_duration",
            "log_executor_stats",
            "log_lock_waits",
            "log_parser_stats",
            "log_planner_stats",
            "log_statement_stats",
            "trace_notify",
            "trace_sort",
            "track_io_timing")) {
      user(flag, new Flag(), "off");
    }
    user("backslash_quote", Choice.of("safe_encoding", "on", "off"), "safe_encoding");
    user("client_connection_check_interval", new Whole(0, Integer.MAX_VALUE, Unit.MILLIS), "0");
    user("commit_delay", new Whole(0, 100_000, Unit.NONE), "0");
    user("commit_siblings", new Whole(0, 1000, Unit.NONE), "5");
    user("compute_query_id", Choice.of("auto", "regress", "on", "off"), "auto");
    user("cpu_index_tuple_cost", new Real(0, Double.MAX_VALUE), "0.005");
    user("cpu_operator_cost", new Real(0, Double.MAX_VALUE), "0.0025");
    user("cpu_tuple_cost", new Real(0, Double.MAX_VALUE), "0.01");
    user("cursor_tuple_fraction", new Real(0, 1), "0.1");
    user("effective_io_concurrency", new Whole(0, 1000, Unit.NONE), "1");
    user("geqo_threshold", new Whole(2, Integer.MAX_VALUE, Unit.NONE), "12");
    user("gin_fuzzy_search_limit", new Whole(0, Integer.MAX_VALUE, Unit.NONE), "0");
    user("hash_mem_multiplier", new Real(1, 1000), "2");
    user("jit_above_cost", new Real(-1, Double.MAX_VALUE), "100000");
    user("jit_inline_above_cost", new Real(-1, Double.MAX_VALUE), "500000");
    user("jit_optimize_above_cost", new Real(-1, Double.MAX_VALUE), "500000");
    user("log_error_verbosity", Choice.of("terse", "default", "verbose"), "default");
    user("log_min_error_statement", LEVELS, "error");
    user("maintenance_io_concurrency", new Whole(0, 1000, Unit.NONE), "10");
    user("max_parallel_maintenance_workers", new Whole(0, 1024, Unit.NONE), "2");
    user("max_parallel_workers", new Whole(0, 1024, Unit.NONE), "8");
    user("max_stack_depth", new Whole(100, Integer.MAX_VALUE, Unit.KILOBYTES), "2MB");
    user("parallel_setup_cost", new Real(0, Double.MAX_VALUE), "1000");
    user("parallel_tuple_cost", new Real(0, Double.MAX_VALUE), "0.1");
    user("ssl_renegotiation_limit", new Whole(0, 0, Unit.NONE), "0");
    user("stats_fetch_consistency", Choice.of("none", "cache", "snapshot"), "cache");
    user("tcp_user_timeout", new Whole(0, Integer.MAX_VALUE, Unit.MILLIS), "0");
    user("track_functions", Choice.of("none", "pl", "all"), "none");
    user("vacuum_cost_limit", new Whole(1, 10_000, Unit.NONE), "200");
    user("vacuum_freeze_min_age", new Whole(0, 1_000_000_000, Unit.NONE), "50000000");
    user("vacuum_freeze_table_age", new Whole(0, 2_000_000_000, Unit.NONE), "150000000");
    user("lo_compat_privileges", new Flag(), "off");
    user("quote_all_identifiers", new Flag(), "off");
    user("constraint_exclusion", Choice.of("partition", "on", "off"), "partition");
    user("default_statistics_target", new Whole(1, 10_000, Unit.NONE), "100");
    user("default_table_access_method", new Free(), "heap");
    user("default_tablespace", new Free(), "");
    user("default_text_search_config", new Free(), "pg_catalog.english");
    user("default_toast_compression", Choice.of("pglz", "lz4"), "pglz");
    user("effective_cache_size", new Whole(1, Integer.MAX_VALUE, Unit.KILOBYTES), "4GB");
    user("force_parallel_mode", Choice.of("off", "on", "regress"), "off");
    user("from_collapse_limit", new Whole(1, Integer.MAX_VALUE, Unit.NONE), "8");
    user("join_collapse_limit", new Whole(1, Integer.MAX_VALUE, Unit.NONE), "8");
    user("lc_messages", new Free(), "C");
    user("log_min_duration_statement", new Whole(-1, Integer.MAX_VALUE, Unit.MILLIS), "-1");
    user("log_min_messages", LEVELS, "warning");
    user("log_statement", Choice.of("none", "ddl", "mod", "all"), "none");
    user("maintenance_work_mem", new Whole(1024, Integer.MAX_VALUE, Unit.KILOBYTES), "64MB");
    user("max_parallel_workers_per_gather", new Whole(0, 1024, Unit.NONE), "2");
    user("password_encryption", Choice.of("md5", "scram-sha-256"), "scram-sha-256");
    user("plan_cache_mode", Choice.of("auto", "force_generic_plan", "force_custom_plan"), "auto");
    user("random_page_cost", new Real(0, Double.MAX_VALUE), "4");
    user("role", new Free(), "none");
    user("seq_page_cost", new Real(0, Double.MAX_VALUE), "1");
    user("session_replication_role", Choice.of("origin", "replica", "local"), "origin");
    user(
        "synchronous_commit",
        Choice.of("local", "remote_write", "remote_apply", "on", "off"),
        "on");
    user("tcp_keepalives_count", new Whole(0, Integer.MAX_VALUE, Unit.NONE), "9");
    user("tcp_keepalives_idle", new Whole(0, Integer.MAX_VALUE, Unit.NONE), "7200");
    user("tcp_keepalives_interval", new Whole(0, Integer.MAX_VALUE, Unit.NONE), "75");
    user("temp_buffers", new Whole(100, 1073741823, Unit.NONE), "1024");
    user("temp_tablespaces", new Free(), "");
    user("timezone_abbreviations", new Free(), "Default");
    user("vacuum_cost_delay", new Real(0, 100), "0");
    user("work_mem", new Whole(64, Integer.MAX_VALUE, Unit.KILOBYTES), "4MB");
    user("xmlbinary", Choice.of("base64", "hex"), "base64");
    user("xmloption", Choice.of("content", "document"), "content");
  }

  /** What only the server itself, or nobody, decides. */
  private static void fixed() {
    never("block_size", new Whole(8192, 8192, Unit.NONE), "8192");
    never("data_checksums", new Flag(), "on");
    never("lc_collate", new Free(), "C");
    never("lc_ctype", new Free(), "C");
    never("max_function_args", new Whole(100, 100, Unit.NONE), "100");
    never("max_identifier_length", new Whole(63, 63, Unit.NONE), "63");
    never("max_index_keys", new Whole(32, 32, Unit.NONE), "32");
    never("server_version_num", new Whole(0, 999_999, Unit.NONE), "" + SERVER_VERSION_NUM);
    atStart("autovacuum", new Flag(), "off");
    atStart("listen_addresses", new Free(), "localhost");
    atStart("max_connections", new Whole(1, 262_143, Unit.NONE), "100");
    atStart("max_prepared_transactions", new Whole(0, 262_143, Unit.NONE), "0");
    atStart("port", new Whole(1, 65_535, Unit.NONE), "5432");
    atStart("shared_buffers", new Free(), "128MB");
    atStart("ssl", new Flag(), "off");
    atStart("superuser_reserved_connections", new Whole(0, 262_143, Unit.NONE), "0");
    atStart("unix_socket_directories", new Free(), "");
    atStart("wal_level", Choice.of("minimal", "replica", "logical"), "replica");
  }

  private static int add(Setting setting) {
    ALL.add(setting);
    return ALL.size() - 1;
  }

  private static int reported(String name, SettingKind kind, String boot, Change change) {
    return add(new Setting(name, kind, boot, change, true));
  }

  private static int user(String name, SettingKind kind, String boot) {
    return add(new Setting(name, kind, boot, Change.USER, false));
  }

  private static int millis(String name) {
    return user(name, new Whole(0, Integer.MAX_VALUE, Unit.MILLIS), "0");
  }

  private static void never(String name, SettingKind kind, String boot) {
    add(new Setting(name, kind, boot, Change.NEVER, false));
  }

  private static void atStart(String name, SettingKind kind, String boot) {
    add(new Setting(name, kind, boot, Change.AT_START, false));
  }

  private static String ascii(String raw) {
    StringBuilder text = new StringBuilder(raw.length());
    raw.chars().forEach(c -> text.append(c >= 32 && c < 127 ? (char) c : '?'));
    return text.length() > 63 ? text.substring(0, 63) : text.toString();
  }

  /** All settings; their places are stable within a process. */
  static List<Setting> all() {
    return Collections.unmodifiableList(ALL);
  }

  /** Place of a setting, in any spelling of its name; null when unknown. */
  static @Nullable Integer indexOf(String name) {
    return INDEX.get(name.toLowerCase(Locale.ROOT));
  }
}

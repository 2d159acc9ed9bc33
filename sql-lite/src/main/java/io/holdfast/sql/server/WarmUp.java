package io.holdfast.sql.server;

import java.util.List;

/** Statements that touch every room once; they change nothing. */
final class WarmUp {
  static final List<String> STATEMENTS =
      List.of(
          "SELECT 1, 'a'::text, 2.5 * 3, now() > '2000-01-01'::timestamptz",
          "SELECT n.nspname, count(*), min(c.relname) FROM pg_catalog.pg_class c"
              + " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
              + " LEFT JOIN pg_catalog.pg_am a ON a.oid = c.relam"
              + " WHERE c.relkind IN ('r', 'v') AND n.nspname !~ '^pg_toast'"
              + " GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 3",
          "SELECT x FROM generate_series(1, 3) AS x WHERE EXISTS (SELECT 1 FROM pg_database)"
              + " ORDER BY x",
          "BEGIN",
          "SHOW transaction_isolation",
          "ROLLBACK");

  private WarmUp() {}
}

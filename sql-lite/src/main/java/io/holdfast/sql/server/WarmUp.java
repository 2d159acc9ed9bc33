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
          "SELECT a.x, b.y, CASE WHEN b.y > 5 THEN 'm' ELSE coalesce(b.z, 'n') END"
              + " FROM (VALUES (1, 1), (2, 1)) AS a (x, k)"
              + " JOIN (VALUES (1, 10, 'o')) AS b (k, y, z) ON b.k = a.k"
              + " WHERE a.x < 2 AND b.z LIKE 'o%' ORDER BY 1",
          "WITH c AS (SELECT g, g * 2 AS h FROM generate_series(1, 9) AS g)"
              + " SELECT c.h % 3, count(*), sum(c.g), avg(c.h) FROM c"
              + " LEFT JOIN generate_series(1, 3) AS d ON d = c.g"
              + " WHERE c.g IN (SELECT e FROM generate_series(1, 9) AS e)"
              + " GROUP BY 1 HAVING count(*) > 1 ORDER BY 2, 1",
          "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'",
          "BEGIN",
          "SHOW transaction_isolation",
          "ROLLBACK");

  private WarmUp() {}
}

package io.holdfast.sql.catalog.system;

import java.util.List;

/**
 * What the session that asks keeps for itself.
 *
 * @param statements rows of pg_prepared_statements
 * @param cursors rows of pg_cursors
 */
public record OwnObjects(List<KeptStatement> statements, List<OpenCursor> cursors) {
  /** Nothing. */
  public static final OwnObjects NONE = new OwnObjects(List.of(), List.of());

  /** Copies the lists. */
  public OwnObjects {
    statements = List.copyOf(statements);
    cursors = List.copyOf(cursors);
  }

  /**
   * A prepared statement.
   *
   * @param parameterTypes oids
   * @param preparedMicros since 2000-01-01 UTC
   * @param fromSql by PREPARE, not by the protocol
   */
  public record KeptStatement(
      String name, String text, List<Long> parameterTypes, long preparedMicros, boolean fromSql) {}

  /**
   * A cursor.
   *
   * @param createdMicros since 2000-01-01 UTC
   */
  public record OpenCursor(
      String name, String text, boolean holdable, boolean scrollable, long createdMicros) {}
}

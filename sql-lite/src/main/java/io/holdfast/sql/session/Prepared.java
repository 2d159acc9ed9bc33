package io.holdfast.sql.session;

import io.holdfast.sql.parse.ast.Statement;
import io.holdfast.sql.plan.logical.OutputColumn;
import io.holdfast.sql.type.SqlType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A prepared statement of a session. */
final class Prepared {
  private final String name;
  private final String text;
  private final @Nullable StatementSource source;
  private final List<SqlType> parameterTypes;
  private final @Nullable List<OutputColumn> columns;
  private final long preparedMicros;
  private final boolean fromSql;
  private @Nullable PlannedStatement planned;

  /**
   * A statement.
   *
   * @param source null for the empty text
   * @param planned null for statements that are run from their tree
   * @param columns null: no rows
   * @param fromSql by PREPARE
   */
  Prepared(
      String name,
      String text,
      @Nullable StatementSource source,
      @Nullable PlannedStatement planned,
      List<SqlType> parameterTypes,
      @Nullable List<OutputColumn> columns,
      long preparedMicros,
      boolean fromSql) {
    this.name = name;
    this.text = text;
    this.source = source;
    this.planned = planned;
    this.parameterTypes = List.copyOf(parameterTypes);
    this.columns = columns;
    this.preparedMicros = preparedMicros;
    this.fromSql = fromSql;
  }

  String name() {
    return name;
  }

  String text() {
    return text;
  }

  @Nullable StatementSource source() {
    return source;
  }

  @Nullable Statement statement() {
    return source == null ? null : source.statement();
  }

  @Nullable PlannedStatement planned() {
    return planned;
  }

  /** A newer plan of the same statement. */
  void replan(PlannedStatement newer) {
    planned = newer;
  }

  List<SqlType> parameterTypes() {
    return parameterTypes;
  }

  @Nullable List<OutputColumn> columns() {
    return columns;
  }

  long preparedMicros() {
    return preparedMicros;
  }

  boolean fromSql() {
    return fromSql;
  }
}

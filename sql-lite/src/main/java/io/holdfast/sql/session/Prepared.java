package io.holdfast.sql.session;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlException.Field;
import io.holdfast.sql.error.SqlState;
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
  private @Nullable List<OutputColumn> columns;
  private final long preparedMicros;
  private final boolean fromSql;
  private @Nullable PlannedStatement planned;
  private String searchPath = "";
  private @Nullable Object @Nullable [] literals;

  /**
   * A statement.
   *
   * @param source null for the empty text
   * @param columns null: no rows
   * @param fromSql by PREPARE
   */
  Prepared(
      String name,
      String text,
      @Nullable StatementSource source,
      List<SqlType> parameterTypes,
      @Nullable List<OutputColumn> columns,
      long preparedMicros,
      boolean fromSql) {
    this.name = name;
    this.text = text;
    this.source = source;
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

  /** Null for statements that are run from their tree. */
  @Nullable PlannedStatement planned() {
    return planned;
  }

  /** True when names mean what they meant when the plan was made (rule SQL-12). */
  boolean plannedFor(long catalogVersion, String path) {
    PlannedStatement plan = planned;
    return plan != null && plan.catalogVersion() == catalogVersion && searchPath.equals(path);
  }

  /**
   * A plan of the statement, the first or a newer one.
   *
   * @param path the search path it was made under
   * @throws SqlException 0A000 when its rows are not those that the client was told of
   */
  void plannedAs(PlannedStatement newer, String path) {
    if (planned != null && !sameRows(columns, newer.columns())) {
      // Drivers know the case by the routine, and prepare the statement again.
      throw new SqlException(
              SqlState.FEATURE_NOT_SUPPORTED, "cached plan must not change result type")
          .with(Field.ROUTINE, "RevalidateCachedQuery");
    }
    if (planned == null || !planned.literalTypes().equals(newer.literalTypes())) {
      literals = null;
    }
    planned = newer;
    searchPath = path;
    columns = newer.columns();
  }

  /** Names and types; a table made anew has another number. */
  private static boolean sameRows(
      @Nullable List<OutputColumn> before, @Nullable List<OutputColumn> now) {
    if (before == null || now == null) {
      return before == now;
    }
    boolean same = before.size() == now.size();
    for (int i = 0; i < before.size() && same; i++) {
      OutputColumn one = before.get(i);
      OutputColumn other = now.get(i);
      same = one.name().equals(other.name()) && one.type().equals(other.type());
    }
    return same;
  }

  /**
   * Values of the literals before its parameters, of the settings they were first read under; null
   * when they were not read yet.
   */
  @Nullable Object @Nullable [] literals() {
    return literals;
  }

  void setLiterals(@Nullable Object[] values) {
    literals = values;
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

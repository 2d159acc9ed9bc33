package io.holdfast.sql.session;

import io.holdfast.sql.parse.ast.DdlStatement.CreateTableAs;
import io.holdfast.sql.parse.ast.DmlStatement.SelectStatement;
import io.holdfast.sql.parse.ast.Statement;
import io.holdfast.sql.parse.ast.UtilityStatement.DeclareCursor;
import io.holdfast.sql.type.BaseType;
import io.holdfast.sql.type.SqlType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The query within a statement that is run from its tree: it may have parameters. */
final class InnerQuery {
  private InnerQuery() {}

  /** The query of a statement; null when it has none that parameters can stand in. */
  static @Nullable StatementSource of(Statement statement, String text, int[] oids) {
    Statement query = null;
    if (statement instanceof CreateTableAs create
        && create.query() instanceof SelectStatement select) {
      query = select;
    } else if (statement instanceof DeclareCursor declare) {
      query = new SelectStatement(declare.query(), declare.pos());
    }
    return query == null ? null : new StatementSource(text, query, null, List.of(), oids);
  }

  /** Types of parameters; those that no place has decided are texts. */
  static List<SqlType> parameterTypes(PlannedStatement planned) {
    List<SqlType> types = new ArrayList<>(planned.parameterTypes());
    types.replaceAll(type -> type.is(BaseType.UNKNOWN) ? SqlType.TEXT : type);
    return types;
  }

  /**
   * The plan of a query for parameters that are there.
   *
   * @throws io.holdfast.sql.error.SqlException 42P02 when it wants more of them
   */
  static PlannedStatement plan(
      StatementSource source,
      @Nullable Object[] parameters,
      StatementPlanner planner,
      StatementScope scope) {
    PlannedStatement planned = planner.plan(source, scope);
    if (planned.parameterTypes().size() > parameters.length) {
      throw ParameterReferences.missing(source.text());
    }
    return planned;
  }
}

package io.holdfast.sql.session;

import io.holdfast.sql.catalog.TableDescriptor;
import io.holdfast.sql.ddl.DdlExecutor;
import io.holdfast.sql.ddl.DdlSession;
import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.exec.Execution;
import io.holdfast.sql.parse.ast.DdlStatement.CreateTableAs;
import io.holdfast.sql.plan.logical.BoundCreateTable;
import io.holdfast.sql.plan.logical.BoundInsert;
import io.holdfast.sql.plan.logical.BoundQuery;
import io.holdfast.sql.plan.logical.OutputColumn;
import io.holdfast.sql.plan.physical.PhysicalPlan;
import io.holdfast.sql.plan.physical.PhysicalPlanner;
import io.holdfast.sql.type.BaseType;
import io.holdfast.sql.type.SqlType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** CREATE TABLE AS, SELECT INTO: a table of a query's columns, then its rows. */
final class CreateTableAsRun {
  private final SessionState state;
  private final DdlExecutor ddl;

  CreateTableAsRun(SessionState state, DdlExecutor ddl) {
    this.state = state;
    this.ddl = ddl;
  }

  /**
   * Answers the tag.
   *
   * @param source the query; null when it is something else that answers rows
   */
  String run(
      CreateTableAs create,
      @Nullable StatementSource source,
      @Nullable Object[] parameters,
      StatementScope scope,
      DdlSession view) {
    if (source == null) {
      throw new SqlException(
          SqlState.FEATURE_NOT_SUPPORTED,
          "CREATE TABLE AS of other statements than queries is not supported",
          create.pos());
    }
    PlannedStatement planned = InnerQuery.plan(source, parameters, state.planner(), scope);
    BoundQuery query = (BoundQuery) planned.bound();
    TableDescriptor table = ddl.createTableAs(create, columns(create, query), view);
    if (table == null || !create.withData()) {
      return "CREATE TABLE AS";
    }
    BoundInsert insert = new BoundInsert(table, query.rel(), null, null, planned.parameterTypes());
    PhysicalPlan plan = PhysicalPlanner.plan(insert, scope.catalog());
    try (Execution execution = Execution.open(plan, scope.newExecution(parameters))) {
      while (execution.next() != null) {
        // An INSERT does its work at the first pull.
      }
      return "SELECT " + execution.rowsAffected();
    }
  }

  private static List<BoundCreateTable.Column> columns(CreateTableAs create, BoundQuery query) {
    List<OutputColumn> outputs = query.outputColumns();
    if (create.columns().size() > outputs.size()) {
      throw new SqlException(SqlState.SYNTAX_ERROR, "too many column names were specified");
    }
    List<BoundCreateTable.Column> columns = new ArrayList<>();
    for (int i = 0; i < outputs.size(); i++) {
      OutputColumn output = outputs.get(i);
      String name = i < create.columns().size() ? create.columns().get(i) : output.name();
      SqlType type = output.type().is(BaseType.UNKNOWN) ? SqlType.TEXT : output.type();
      columns.add(new BoundCreateTable.Column(name, type, false, null));
    }
    return columns;
  }
}

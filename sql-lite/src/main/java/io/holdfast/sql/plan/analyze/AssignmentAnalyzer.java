package io.holdfast.sql.plan.analyze;

import io.holdfast.sql.catalog.ColumnDescriptor;
import io.holdfast.sql.catalog.TableDescriptor;
import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.expr.Expr;
import io.holdfast.sql.expr.FieldSelect;
import io.holdfast.sql.parse.ast.DmlStatement;
import io.holdfast.sql.parse.ast.DmlStatement.ColumnTarget;
import io.holdfast.sql.parse.ast.Expression;
import io.holdfast.sql.plan.logical.Assignment;
import io.holdfast.sql.plan.logical.LogicalSubquery;
import io.holdfast.sql.plan.logical.OutputColumn;
import io.holdfast.sql.type.BaseType;
import io.holdfast.sql.type.SqlType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** SET: new values for columns. */
final class AssignmentAnalyzer {
  private final Analysis analysis;

  AssignmentAnalyzer(Analysis analysis) {
    this.analysis = analysis;
  }

  List<Assignment> assignments(
      List<DmlStatement.Assignment> clauses, TableDescriptor table, Scope scope) {
    Clause before = scope.enter(Clause.UPDATE);
    List<Assignment> assignments = new ArrayList<>();
    for (DmlStatement.Assignment clause : clauses) {
      if (clause.multiple()) {
        several(clause, table, scope, assignments);
      } else {
        assignments.add(one(clause.columns().get(0), clause.value(), table, scope));
      }
    }
    scope.enter(before);
    Set<Integer> seen = new HashSet<>();
    for (Assignment assignment : assignments) {
      if (!seen.add(assignment.column())) {
        throw new SqlException(
            SqlState.SYNTAX_ERROR,
            "multiple assignments to same column \""
                + table.columns().get(assignment.column()).name()
                + "\"");
      }
    }
    return assignments;
  }

  private Assignment one(
      ColumnTarget target, Expression value, TableDescriptor table, Scope scope) {
    if (value instanceof Expression.Default) {
      int place = TargetTable.column(table, target);
      ColumnDescriptor column = table.columns().get(place);
      return new Assignment(place, ColumnDefaults.value(column, analysis.context()));
    }
    return assigned(target, analysis.expressions().analyze(value, scope), table);
  }

  private Assignment assigned(ColumnTarget target, Expr value, TableDescriptor table) {
    int place = TargetTable.column(table, target);
    ColumnDescriptor column = table.columns().get(place);
    return new Assignment(place, analysis.coercions().assign(value, column.name(), column.type()));
  }

  private void several(
      DmlStatement.Assignment clause, TableDescriptor table, Scope scope, List<Assignment> into) {
    List<ColumnTarget> targets = clause.columns();
    if (clause.value() instanceof Expression.RowExpr row) {
      requireSame(targets.size(), row.items().size(), row.pos());
      for (int i = 0; i < targets.size(); i++) {
        into.add(one(targets.get(i), row.items().get(i), table, scope));
      }
      return;
    }
    if (!(clause.value() instanceof Expression.ScalarSubquery subquery)) {
      throw new SqlException(
          SqlState.FEATURE_NOT_SUPPORTED,
          "source for a multiple-column UPDATE item must be a sub-SELECT or ROW() expression",
          clause.value().pos());
    }
    Feeds feeds = new Feeds(analysis);
    AnalyzedQuery query = analysis.queries().analyze(subquery.query(), scope, feeds, true);
    requireSame(targets.size(), query.columns().size(), subquery.pos());
    Expr whole =
        analysis.at(
            new LogicalSubquery(
                LogicalSubquery.Kind.ROW,
                SqlType.of(BaseType.RECORD),
                query.rel(),
                feeds.list(),
                List.of(),
                null),
            subquery.pos());
    for (int i = 0; i < targets.size(); i++) {
      OutputColumn column = query.columns().get(i);
      into.add(assigned(targets.get(i), new FieldSelect(whole, i, column.type()), table));
    }
  }

  private static void requireSame(int columns, int values, int pos) {
    if (columns != values) {
      throw new SqlException(
          SqlState.SYNTAX_ERROR, "number of columns does not match number of values", pos);
    }
  }
}

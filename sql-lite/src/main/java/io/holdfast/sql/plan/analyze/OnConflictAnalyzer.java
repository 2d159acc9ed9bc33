package io.holdfast.sql.plan.analyze;

import io.holdfast.sql.catalog.PrimaryKey;
import io.holdfast.sql.catalog.TableDescriptor;
import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.expr.Expr;
import io.holdfast.sql.parse.ast.DmlStatement;
import io.holdfast.sql.parse.ast.DmlStatement.IndexElement;
import io.holdfast.sql.plan.logical.Assignment;
import io.holdfast.sql.plan.logical.OnConflict;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** ON CONFLICT: the key it watches and what becomes of the old row. */
final class OnConflictAnalyzer {
  private final Analysis analysis;

  OnConflictAnalyzer(Analysis analysis) {
    this.analysis = analysis;
  }

  OnConflict analyze(DmlStatement.OnConflict clause, TableDescriptor table, RangeEntry target) {
    if (clause.doUpdate() && clause.target().isEmpty() && clause.constraint() == null) {
      throw new SqlException(
              SqlState.SYNTAX_ERROR,
              "ON CONFLICT DO UPDATE requires inference specification or constraint name",
              clause.pos())
          .withHint("For example, ON CONFLICT (column_name).");
    }
    List<Integer> key = key(clause, table);
    if (!clause.doUpdate()) {
      return new OnConflict(key, List.of(), null);
    }
    Scope scope = new Scope(null, new Feeds(analysis));
    RangeEntry excluded =
        RangeEntry.derived("excluded", withoutOrigins(target.columns()))
            .shifted(table.columns().size());
    scope.setEntries(List.of(target, excluded));
    List<Assignment> assignments =
        new AssignmentAnalyzer(analysis).assignments(clause.assignments(), table, scope);
    Expr condition =
        clause.where() == null
            ? null
            : analysis.expressions().condition(clause.where(), scope, Clause.WHERE, "WHERE");
    return new OnConflict(key, assignments, condition);
  }

  private static List<ScopeColumn> withoutOrigins(List<ScopeColumn> columns) {
    List<ScopeColumn> plain = new ArrayList<>();
    for (ScopeColumn column : columns) {
      plain.add(new ScopeColumn(column.name(), column.expr(), 0, 0, List.of()));
    }
    return plain;
  }

  private static List<Integer> key(DmlStatement.OnConflict clause, TableDescriptor table) {
    PrimaryKey key = table.primaryKey();
    if (clause.constraint() != null) {
      if (key == null || !key.name().equals(clause.constraint())) {
        throw new SqlException(
            SqlState.UNDEFINED_OBJECT,
            "constraint \""
                + clause.constraint()
                + "\" for table \""
                + table.name()
                + "\" does not exist");
      }
      return places(key, table);
    }
    if (clause.target().isEmpty()) {
      return List.of();
    }
    TreeSet<Integer> wanted = new TreeSet<>();
    for (IndexElement element : clause.target()) {
      wanted.add(place(element, table));
    }
    if (key == null || !wanted.equals(new TreeSet<>(places(key, table)))) {
      throw new SqlException(
          SqlState.INVALID_COLUMN_REFERENCE,
          "there is no unique or exclusion constraint matching the ON CONFLICT specification");
    }
    return places(key, table);
  }

  private static int place(IndexElement element, TableDescriptor table) {
    String name = element.column();
    if (name == null) {
      throw new SqlException(
          SqlState.FEATURE_NOT_SUPPORTED,
          "expressions in ON CONFLICT are not supported",
          element.pos());
    }
    int place = table.columnIndex(name);
    if (place < 0) {
      throw new SqlException(
          SqlState.UNDEFINED_COLUMN, "column \"" + name + "\" does not exist", element.pos());
    }
    return place;
  }

  private static List<Integer> places(PrimaryKey key, TableDescriptor table) {
    return key.columnIds().stream().map(table::indexOfId).toList();
  }
}

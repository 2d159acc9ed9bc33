package io.holdfast.sql.plan.analyze;

import io.holdfast.sql.catalog.ColumnDescriptor;
import io.holdfast.sql.catalog.TableDescriptor;
import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.expr.Column;
import io.holdfast.sql.expr.Expr;
import io.holdfast.sql.parse.ast.DmlStatement.ColumnTarget;
import io.holdfast.sql.parse.ast.DmlStatement.InsertStatement;
import io.holdfast.sql.parse.ast.DmlStatement.Overriding;
import io.holdfast.sql.parse.ast.Expression;
import io.holdfast.sql.parse.ast.Query;
import io.holdfast.sql.parse.ast.TableRef;
import io.holdfast.sql.plan.logical.BoundInsert;
import io.holdfast.sql.plan.logical.OnConflict;
import io.holdfast.sql.plan.logical.Project;
import io.holdfast.sql.plan.logical.Rel;
import io.holdfast.sql.plan.logical.Returning;
import io.holdfast.sql.plan.logical.Shape;
import io.holdfast.sql.plan.logical.Values;
import io.holdfast.sql.plan.logical.With;
import io.holdfast.sql.type.BaseType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** INSERT: the source becomes complete rows of the target. */
final class InsertAnalyzer {
  private final Analysis analysis;

  InsertAnalyzer(Analysis analysis) {
    this.analysis = analysis;
  }

  BoundInsert analyze(InsertStatement insert) {
    Feeds feeds = new Feeds(analysis);
    CteAnalyzer.Defined with =
        insert.with() == null
            ? null
            : analysis.queries().ctes().define(insert.with(), null, feeds, null);
    TableDescriptor table = analysis.from().table(insert.table(), null);
    TargetTable.requireWritable(table, TargetTable.Verb.INSERT);
    if (insert.overriding() != Overriding.NONE) {
      throw new SqlException(
          SqlState.FEATURE_NOT_SUPPORTED, "OVERRIDING is not supported", insert.pos());
    }
    TableRef.Alias alias =
        insert.alias() == null ? null : new TableRef.Alias(insert.alias(), List.of(), 0);
    RangeEntry target = analysis.from().scan(table, alias, false).entries().get(0);
    List<Integer> columns = columns(table, insert.columns());
    CteScope ctes = with == null ? null : with.scope();
    Rel source = source(insert, table, target, columns, ctes);
    OnConflict onConflict =
        insert.onConflict() == null
            ? null
            : new OnConflictAnalyzer(analysis).analyze(insert.onConflict(), table, target);
    Scope row = new Scope(null, feeds);
    row.setEntries(List.of(target));
    Returning returning = TargetTable.returning(insert.returning(), row, analysis);
    if (with != null) {
      source = new With(with.ctes(), source);
    }
    return new BoundInsert(table, source, onConflict, returning, analysis.parameters().finish());
  }

  private static List<Integer> columns(TableDescriptor table, List<ColumnTarget> targets) {
    List<Integer> columns = new ArrayList<>();
    if (targets.isEmpty()) {
      for (int i = 0; i < table.columns().size(); i++) {
        columns.add(i);
      }
      return columns;
    }
    Set<Integer> seen = new HashSet<>();
    for (ColumnTarget target : targets) {
      int column = TargetTable.column(table, target);
      if (!seen.add(column)) {
        throw new SqlException(
            SqlState.DUPLICATE_COLUMN,
            "column \"" + target.name() + "\" specified more than once",
            target.pos());
      }
      columns.add(column);
    }
    return columns;
  }

  private Rel source(
      InsertStatement insert,
      TableDescriptor table,
      RangeEntry target,
      List<Integer> columns,
      @Nullable CteScope ctes) {
    Query query = insert.source();
    if (query == null) {
      return new Values(List.of(complete(table, List.of(), List.of())), TargetTable.shape(table));
    }
    if (query.bare() && query.body() instanceof Query.Values values) {
      return values(values, insert.columns(), table, target, columns, ctes);
    }
    return query(query, insert.columns(), table, columns, ctes);
  }

  private Rel values(
      Query.Values values,
      List<ColumnTarget> targets,
      TableDescriptor table,
      RangeEntry target,
      List<Integer> columns,
      @Nullable CteScope ctes) {
    Scope scope = new Scope(null, new Feeds(analysis));
    scope.setCtes(ctes);
    // Only for the hints of errors: its columns can not be used here.
    scope.setEntries(List.of(target.visible(false, false)));
    // One row is a select list.
    scope.enter(values.rows().size() == 1 ? Clause.INSERT_VALUES : Clause.VALUES);
    List<List<Expr>> rows = new ArrayList<>();
    int width = values.rows().get(0).size();
    for (List<Expression> row : values.rows()) {
      List<@Nullable Expr> items = new ArrayList<>();
      for (Expression item : row) {
        items.add(
            item instanceof Expression.Default
                ? null
                : analysis.expressions().analyze(item, scope));
      }
      if (row.size() != width) {
        throw new SqlException(
            SqlState.SYNTAX_ERROR,
            "VALUES lists must all be the same length",
            place(row, items, 0));
      }
      requireWidth(width, columns, targets, place(row, items, columns.size()));
      rows.add(complete(table, columns, assign(table, columns, items)));
    }
    if (!scope.sets().isEmpty()) {
      SetPlacement sets = new SetPlacement(scope.sets());
      Rel rel = sets.placeRest(new Values(List.of(List.of()), new Shape(List.of(), List.of())));
      List<Expr> row = rows.get(0).stream().map(sets::settled).toList();
      return Project.of(rel, row, TargetTable.shape(table).names());
    }
    return new Values(rows, TargetTable.shape(table));
  }

  private int place(List<Expression> row, List<@Nullable Expr> items, int index) {
    if (index >= row.size()) {
      return 0;
    }
    Expr item = items.get(index);
    return item == null ? row.get(index).pos() : analysis.place(item);
  }

  private static void requireWidth(
      int width, List<Integer> columns, List<ColumnTarget> targets, int extraPlace) {
    if (width > columns.size()) {
      throw new SqlException(
          SqlState.SYNTAX_ERROR, "INSERT has more expressions than target columns", extraPlace);
    }
    if (!targets.isEmpty() && width < columns.size()) {
      throw new SqlException(
          SqlState.SYNTAX_ERROR,
          "INSERT has more target columns than expressions",
          targets.get(width).pos());
    }
  }

  /** Values for the first of the columns; null stands for DEFAULT. */
  private List<Expr> assign(
      TableDescriptor table, List<Integer> columns, List<@Nullable Expr> items) {
    List<Expr> values = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      ColumnDescriptor column = table.columns().get(columns.get(i));
      Expr item = items.get(i);
      values.add(
          item == null
              ? ColumnDefaults.value(column, analysis.context())
              : analysis.coercions().assign(item, column.name(), column.type()));
    }
    return values;
  }

  /** A value for each column of the table: the given ones and defaults. */
  private List<Expr> complete(TableDescriptor table, List<Integer> columns, List<Expr> values) {
    List<Expr> row = new ArrayList<>();
    for (int i = 0; i < table.columns().size(); i++) {
      int given = columns.indexOf(i);
      row.add(
          given >= 0 && given < values.size()
              ? values.get(given)
              : ColumnDefaults.value(table.columns().get(i), analysis.context()));
    }
    return row;
  }

  private Rel query(
      Query query,
      List<ColumnTarget> targets,
      TableDescriptor table,
      List<Integer> columns,
      @Nullable CteScope ctes) {
    QueryDraft draft = analysis.queries().draft(query, null, new Feeds(analysis), ctes);
    int extra = draft.width() > columns.size() ? draft.place(columns.size()) : 0;
    requireWidth(draft.width(), columns, targets, extra);
    for (int i = 0; i < draft.width(); i++) {
      if (draft.type(i).is(BaseType.UNKNOWN)) {
        draft.fit(i, table.columns().get(columns.get(i)).type().plain());
      }
    }
    AnalyzedQuery source = draft.finish();
    List<@Nullable Expr> items = new ArrayList<>();
    for (int i = 0; i < draft.width(); i++) {
      Expr item = new Column(i, source.columns().get(i).type());
      items.add(analysis.at(item, draft.place(i)));
    }
    List<Expr> row = complete(table, columns, assign(table, columns, items));
    return Project.of(source.rel(), row, TargetTable.shape(table).names());
  }
}

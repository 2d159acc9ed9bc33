package io.holdfast.sql.plan.analyze;

import io.holdfast.sql.catalog.ColumnDescriptor;
import io.holdfast.sql.catalog.TableDescriptor;
import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.expr.Column;
import io.holdfast.sql.expr.Expr;
import io.holdfast.sql.parse.ast.DmlStatement.SelectStatement;
import io.holdfast.sql.parse.ast.Expression;
import io.holdfast.sql.parse.ast.Option;
import io.holdfast.sql.parse.ast.QualifiedName;
import io.holdfast.sql.parse.ast.UtilityStatement.Copy;
import io.holdfast.sql.plan.logical.BoundCopyFrom;
import io.holdfast.sql.plan.logical.BoundCopyTo;
import io.holdfast.sql.plan.logical.BoundQuery;
import io.holdfast.sql.plan.logical.BoundStatement;
import io.holdfast.sql.plan.logical.OutputColumn;
import io.holdfast.sql.plan.logical.Project;
import io.holdfast.sql.plan.logical.Rel;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** COPY: which columns of a table, or which query. The options are the session's. */
final class CopyAnalyzer {
  private final Analysis analysis;

  CopyAnalyzer(Analysis analysis) {
    this.analysis = analysis;
  }

  BoundStatement analyze(Copy copy) {
    if (copy.where() != null) {
      throw new SqlException(
          SqlState.FEATURE_NOT_SUPPORTED, "WHERE of COPY is not supported", copy.where().pos());
    }
    if (copy.query() != null) {
      if (!(copy.query() instanceof SelectStatement select)) {
        throw new SqlException(
            SqlState.FEATURE_NOT_SUPPORTED,
            "COPY of a data-changing statement is not supported",
            copy.query().pos());
      }
      return new BoundCopyTo(Analyzer.query(select, analysis));
    }
    TableDescriptor table = table(Objects.requireNonNull(copy.table()));
    List<Integer> columns = columns(copy, table);
    for (Option option : copy.options()) {
      if (option.name().startsWith("force_")) {
        option.list().forEach(each -> requireCopied(option.name(), each, table, columns));
      }
    }
    return copy.from() ? from(table, columns) : new BoundCopyTo(rows(table, columns));
  }

  private static void requireCopied(
      String option, Expression column, TableDescriptor table, List<Integer> columns) {
    String name = Option.textOf(column);
    if (!columns.contains(TargetTable.index(table, name, 0))) {
      throw new SqlException(
          SqlState.INVALID_COLUMN_REFERENCE,
          option.toUpperCase(Locale.ROOT) + " column \"" + name + "\" not referenced by COPY");
    }
  }

  /** PostgreSQL opens the table of COPY when it runs: the error has no place in the text. */
  private TableDescriptor table(QualifiedName name) {
    return analysis.from().table(new QualifiedName(name.parts(), 0), null);
  }

  private static List<Integer> columns(Copy copy, TableDescriptor table) {
    List<Integer> columns = new ArrayList<>();
    for (String name : copy.columns()) {
      int column = TargetTable.index(table, name, 0);
      if (columns.contains(column)) {
        throw new SqlException(
            SqlState.DUPLICATE_COLUMN, "column \"" + name + "\" specified more than once");
      }
      columns.add(column);
    }
    for (int i = 0; copy.columns().isEmpty() && i < table.columns().size(); i++) {
      columns.add(i);
    }
    return columns;
  }

  private BoundCopyFrom from(TableDescriptor table, List<Integer> columns) {
    TargetTable.requireWritable(table, TargetTable.Verb.INSERT);
    List<Expr> row = new ArrayList<>();
    for (int i = 0; i < table.columns().size(); i++) {
      ColumnDescriptor column = table.columns().get(i);
      int field = columns.indexOf(i);
      row.add(
          field >= 0
              ? new Column(field, column.type())
              : ColumnDefaults.value(column, analysis.context()));
    }
    return new BoundCopyFrom(table, columns, row);
  }

  private BoundQuery rows(TableDescriptor table, List<Integer> columns) {
    Rel scan = analysis.from().scan(table, null, false).rel();
    List<Expr> values = new ArrayList<>();
    List<OutputColumn> output = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (int place : columns) {
      ColumnDescriptor column = table.columns().get(place);
      values.add(new Column(place, column.type()));
      names.add(column.name());
      output.add(new OutputColumn(column.name(), column.type(), table.oid(), column.id()));
    }
    return new BoundQuery(Project.of(scan, values, names), output, false, List.of());
  }
}

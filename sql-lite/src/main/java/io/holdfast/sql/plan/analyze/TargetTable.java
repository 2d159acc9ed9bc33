package io.holdfast.sql.plan.analyze;

import io.holdfast.sql.catalog.ColumnDescriptor;
import io.holdfast.sql.catalog.TableDescriptor;
import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.expr.Expr;
import io.holdfast.sql.parse.ast.DmlStatement.ColumnTarget;
import io.holdfast.sql.parse.ast.Query.Target;
import io.holdfast.sql.plan.logical.OutputColumn;
import io.holdfast.sql.plan.logical.Returning;
import io.holdfast.sql.plan.logical.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What INSERT, UPDATE, DELETE and COPY share about the table they change. */
final class TargetTable {
  private static final Set<String> SYSTEM_COLUMNS =
      Set.of("tableoid", "cmax", "xmax", "cmin", "xmin", "ctid");

  /** What a statement does to a table. */
  enum Verb {
    INSERT("insert into", "inserting into"),
    UPDATE("update", "updating"),
    DELETE("delete from", "deleting from");

    private final String verb;
    private final String gerund;

    Verb(String verb, String gerund) {
      this.verb = verb;
      this.gerund = gerund;
    }
  }

  private TargetTable() {}

  /** Virtual tables have no rows of their own. */
  static void requireWritable(TableDescriptor table, Verb verb) {
    switch (table.kind()) {
      case TABLE -> {}
      case VIRTUAL_TABLE ->
          throw new SqlException(
              SqlState.INSUFFICIENT_PRIVILEGE,
              "permission denied: \"" + table.name() + "\" is a system catalog");
      case VIRTUAL_VIEW ->
          throw new SqlException(
                  SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE,
                  "cannot " + verb.verb + " view \"" + table.name() + "\"")
              .withDetail(
                  "Views that do not select from a single table or view are not automatically"
                      + " updatable.")
              .withHint(
                  "To enable "
                      + verb.gerund
                      + " the view, provide an INSTEAD OF "
                      + verb.name()
                      + " trigger or an unconditional ON "
                      + verb.name()
                      + " DO INSTEAD rule.");
    }
  }

  /** Place of a column to be written, among the table's columns. */
  static int column(TableDescriptor table, ColumnTarget target) {
    int index = index(table, target.name(), target.pos());
    if (target.path() != null) {
      ColumnDescriptor column = table.columns().get(index);
      throw column.type().base().isArray()
          ? new SqlException(
              SqlState.FEATURE_NOT_SUPPORTED,
              "assignment to elements of arrays is not supported",
              target.pos())
          : new SqlException(
              SqlState.DATATYPE_MISMATCH,
              "cannot subscript type "
                  + column.type().base().displayName()
                  + " because it does not support subscripting",
              target.pos());
    }
    return index;
  }

  static int index(TableDescriptor table, String name, int pos) {
    int index = table.columnIndex(name);
    if (index >= 0) {
      return index;
    }
    if (SYSTEM_COLUMNS.contains(name)) {
      throw new SqlException(
          SqlState.FEATURE_NOT_SUPPORTED, "cannot assign to system column \"" + name + "\"", pos);
    }
    throw new SqlException(
        SqlState.UNDEFINED_COLUMN,
        "column \"" + name + "\" of relation \"" + table.name() + "\" does not exist",
        pos);
  }

  /** The complete row of a table as columns. */
  static Shape shape(TableDescriptor table) {
    return new Shape(
        table.columns().stream().map(ColumnDescriptor::name).toList(),
        table.columns().stream().map(ColumnDescriptor::type).toList());
  }

  /** RETURNING over the row of {@code scope}; null without. */
  static @Nullable Returning returning(List<Target> targets, Scope scope, Analysis analysis) {
    if (targets.isEmpty()) {
      return null;
    }
    List<Expr> exprs = new ArrayList<>();
    List<OutputColumn> columns = new ArrayList<>();
    for (TargetItem item : analysis.queries().selects().targets(targets, scope, Clause.RETURNING)) {
      Expr value = analysis.coercions().known(item.expr());
      ScopeColumn origin = item.origin();
      exprs.add(value);
      columns.add(
          new OutputColumn(
              item.name(),
              value.type(),
              origin == null ? 0 : origin.tableOid(),
              origin == null ? 0 : origin.attributeNumber()));
    }
    return new Returning(exprs, columns);
  }
}

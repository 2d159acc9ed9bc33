package io.holdfast.sql.plan.analyze;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.parse.ast.ColumnDefinition;
import io.holdfast.sql.parse.ast.Constraint;
import io.holdfast.sql.parse.ast.DdlStatement;
import io.holdfast.sql.parse.ast.TypeName;
import io.holdfast.sql.plan.logical.BoundCreateTable;
import io.holdfast.sql.plan.logical.BoundStatement;
import io.holdfast.sql.plan.logical.BoundUtility;
import io.holdfast.sql.type.SqlType;
import java.util.ArrayList;
import java.util.List;

/** Columns of CREATE TABLE and ADD COLUMN: types, and defaults that fit them. */
final class TableDefinitionAnalyzer {
  private static final List<String> SERIAL =
      List.of("smallserial", "serial2", "serial", "serial4", "bigserial", "serial8");

  private final Analysis analysis;

  TableDefinitionAnalyzer(Analysis analysis) {
    this.analysis = analysis;
  }

  BoundStatement analyze(DdlStatement statement) {
    List<ColumnDefinition> definitions = new ArrayList<>();
    if (statement instanceof DdlStatement.CreateTable create) {
      definitions.addAll(create.columns());
    } else if (statement instanceof DdlStatement.AlterTable alter) {
      for (DdlStatement.AlterAction action : alter.actions()) {
        if (action instanceof DdlStatement.AddColumn add) {
          definitions.add(add.column());
        }
      }
    } else {
      return new BoundUtility(statement);
    }
    List<BoundCreateTable.Column> columns = new ArrayList<>();
    for (ColumnDefinition definition : definitions) {
      columns.add(column(definition));
    }
    return new BoundCreateTable(statement, columns);
  }

  private BoundCreateTable.Column column(ColumnDefinition definition) {
    requireNoSequence(definition.type());
    SqlType type = TypeResolver.resolve(definition.type(), analysis.context().catalog());
    boolean notNull = false;
    String defaultText = null;
    for (Constraint constraint : definition.constraints()) {
      if (constraint instanceof Constraint.NotNull) {
        notNull = true;
      } else if (constraint instanceof Constraint.Key key && key.primary()) {
        notNull = true;
      } else if (constraint instanceof Constraint.DefaultValue value) {
        ColumnDefaults.bind(value.expression(), definition.name(), type, analysis.context());
        defaultText = value.text();
      }
    }
    return new BoundCreateTable.Column(definition.name(), type, notNull, defaultText);
  }

  /** Types that stand for a sequence and a default: they are words of CREATE TABLE, not types. */
  private static void requireNoSequence(TypeName type) {
    if (type.names().size() == 1 && !type.isArray() && SERIAL.contains(type.names().get(0))) {
      throw new SqlException(
          SqlState.FEATURE_NOT_SUPPORTED,
          "columns of type " + type.names().get(0) + " are not supported",
          type.pos());
    }
  }
}

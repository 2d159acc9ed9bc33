package io.holdfast.sql.plan.logical;

import io.holdfast.sql.parse.ast.DdlStatement;
import io.holdfast.sql.type.SqlType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * CREATE TABLE, ADD COLUMN: the columns with their types; everything else is in the syntax tree.
 *
 * @param statement CreateTable or AlterTable
 * @param columns in the order in which the statement defines them
 */
public record BoundCreateTable(DdlStatement statement, List<Column> columns)
    implements BoundStatement {
  /**
   * A column to be made.
   *
   * @param notNull NOT NULL was written, or PRIMARY KEY at the column
   * @param defaultText the default's own text, checked: it can be assigned to the column
   */
  public record Column(String name, SqlType type, boolean notNull, @Nullable String defaultText) {}

  /** Copies the list. */
  public BoundCreateTable {
    columns = List.copyOf(columns);
  }

  @Override
  public List<SqlType> parameterTypes() {
    return List.of();
  }

  @Override
  public List<OutputColumn> outputColumns() {
    return List.of();
  }
}

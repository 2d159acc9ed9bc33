package io.holdfast.sql.parse.ast;

import io.holdfast.sql.parse.ast.Query.Target;
import io.holdfast.sql.parse.ast.Query.With;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Statements over rows: those that have plans. */
public sealed interface DmlStatement extends Statement {

  /** SELECT, VALUES, TABLE. */
  record SelectStatement(Query query, int pos) implements DmlStatement {}

  /**
   * A column to be written.
   *
   * @param path what follows the name ({@code [1]}, {@code .field}) applied to a reference of the
   *     column; null when only the name was written
   */
  record ColumnTarget(String name, @Nullable Expression path, int pos) implements Node {}

  /** OVERRIDING clause. */
  enum Overriding {
    NONE,
    USER_VALUE,
    SYSTEM_VALUE
  }

  /**
   * INSERT.
   *
   * @param columns empty: all
   * @param source null: DEFAULT VALUES
   */
  record InsertStatement(
      @Nullable With with,
      QualifiedName table,
      @Nullable String alias,
      List<ColumnTarget> columns,
      Overriding overriding,
      @Nullable Query source,
      @Nullable OnConflict onConflict,
      List<Target> returning,
      int pos)
      implements DmlStatement {}

  /** An item of an index or a conflict target. */
  record IndexElement(
      @Nullable String column,
      @Nullable Expression expression,
      List<String> collation,
      List<String> operatorClass,
      SortItem.Direction direction,
      SortItem.Nulls nulls,
      int pos)
      implements Node {}

  /**
   * ON CONFLICT.
   *
   * @param doUpdate false: DO NOTHING
   */
  record OnConflict(
      List<IndexElement> target,
      @Nullable Expression targetWhere,
      @Nullable String constraint,
      boolean doUpdate,
      List<Assignment> assignments,
      @Nullable Expression where,
      int pos)
      implements Node {}

  /**
   * {@code a = v} or {@code (a, b) = row}.
   *
   * @param multiple the form with parentheses: the value is a RowExpr, a ScalarSubquery or another
   *     row-valued expression
   */
  record Assignment(List<ColumnTarget> columns, boolean multiple, Expression value, int pos)
      implements Node {}

  /** UPDATE. */
  record UpdateStatement(
      @Nullable With with,
      TableRef.Relation table,
      List<Assignment> assignments,
      List<TableRef> from,
      @Nullable Expression where,
      List<Target> returning,
      int pos)
      implements DmlStatement {}

  /** DELETE. */
  record DeleteStatement(
      @Nullable With with,
      TableRef.Relation table,
      List<TableRef> using,
      @Nullable Expression where,
      List<Target> returning,
      int pos)
      implements DmlStatement {}
}

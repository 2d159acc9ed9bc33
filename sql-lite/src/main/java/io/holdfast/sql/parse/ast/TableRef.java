package io.holdfast.sql.parse.ast;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** An item of FROM. */
public sealed interface TableRef extends Node {

  /** {@code AS name(columns)}. */
  record Alias(String name, List<String> columns, int pos) implements Node {}

  /**
   * A table, view or CTE by name.
   *
   * @param only ONLY was written
   */
  record Relation(QualifiedName name, boolean only, @Nullable Alias alias, int pos)
      implements TableRef {}

  /** A sub-query; PostgreSQL 15 wants an alias (the parser has checked). */
  record Derived(Query query, boolean lateral, @Nullable Alias alias, int pos)
      implements TableRef {}

  /**
   * One function with its column definition list.
   *
   * @param call mostly a FunctionCall; also what the grammar lets stand like one (Coalesce, Cast,
   *     ValueFunctionCall ..)
   */
  record FunctionItem(Expression call, List<ColumnDefinition> columns, int pos) implements Node {}

  /**
   * Functions as a table.
   *
   * @param rowsFrom ROWS FROM (..) was written
   */
  record Function(
      List<FunctionItem> functions,
      boolean rowsFrom,
      boolean ordinality,
      boolean lateral,
      @Nullable Alias alias,
      int pos)
      implements TableRef {}

  /** Kinds of joins. */
  enum JoinKind {
    INNER,
    LEFT,
    RIGHT,
    FULL,
    CROSS
  }

  /**
   * A join; exactly one of natural, using, on is set except for CROSS.
   *
   * @param usingAlias {@code USING (..) AS name}
   * @param alias of a join in parentheses
   */
  record Join(
      JoinKind kind,
      boolean natural,
      TableRef left,
      TableRef right,
      List<String> using,
      @Nullable Alias usingAlias,
      @Nullable Expression on,
      @Nullable Alias alias,
      int pos)
      implements TableRef {}
}

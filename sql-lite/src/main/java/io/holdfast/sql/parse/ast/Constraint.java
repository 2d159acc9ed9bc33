package io.holdfast.sql.parse.ast;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A constraint of a column or a table. As one of a column its own column list is empty. */
public sealed interface Constraint extends Node {
  /** Name and flags, {@link Attributes#NONE} when nothing was said. */
  Attributes attributes();

  /**
   * What any constraint may have.
   *
   * @param name after CONSTRAINT, null otherwise
   */
  record Attributes(
      @Nullable String name,
      boolean deferrable,
      boolean initiallyDeferred,
      boolean notValid,
      boolean noInherit) {
    /** Nothing said. */
    public static final Attributes NONE = new Attributes(null, false, false, false, false);
  }

  /** NOT NULL. */
  record NotNull(Attributes attributes, int pos) implements Constraint {}

  /** NULL: no constraint, but a contradiction to NOT NULL. */
  record Null(Attributes attributes, int pos) implements Constraint {}

  /**
   * DEFAULT.
   *
   * @param text the expression's own text, to be kept in the catalogue
   */
  record DefaultValue(Attributes attributes, Expression expression, String text, int pos)
      implements Constraint {}

  /**
   * CHECK.
   *
   * @param text the expression's own text
   */
  record Check(Attributes attributes, Expression expression, String text, int pos)
      implements Constraint {}

  /**
   * PRIMARY KEY or UNIQUE.
   *
   * @param usingIndex an existing index to take over, null for none
   */
  record Key(
      Attributes attributes,
      boolean primary,
      boolean nullsNotDistinct,
      List<String> columns,
      List<String> include,
      List<Option> options,
      @Nullable String usingIndex,
      int pos)
      implements Constraint {}

  /** What to do about referencing rows. */
  enum ReferentialAction {
    NO_ACTION,
    RESTRICT,
    CASCADE,
    SET_NULL,
    SET_DEFAULT
  }

  /** MATCH of a foreign key. */
  enum Match {
    SIMPLE,
    FULL,
    PARTIAL
  }

  /** FOREIGN KEY .. REFERENCES; no referenced columns: the primary key. */
  record ForeignKey(
      Attributes attributes,
      List<String> columns,
      QualifiedName table,
      List<String> referenced,
      Match match,
      ReferentialAction onDelete,
      ReferentialAction onUpdate,
      int pos)
      implements Constraint {}

  /** GENERATED ALWAYS AS (expression) STORED. */
  record Generated(Attributes attributes, Expression expression, String text, int pos)
      implements Constraint {}

  /** GENERATED {ALWAYS | BY DEFAULT} AS IDENTITY. */
  record Identity(Attributes attributes, boolean always, List<Option> options, int pos)
      implements Constraint {}
}

package io.holdfast.sql.catalog;

import io.holdfast.sql.type.SqlType;
import org.jspecify.annotations.Nullable;

/**
 * A column of a table.
 *
 * @param id pg_attribute.attnum: 1-based, never used again after the column is dropped; rows are
 *     stored by it
 * @param name as it was created, already folded
 * @param notNull NULL is refused
 * @param defaultText SQL text of the default, as pg_get_expr prints it; null when there is none
 * @param comment what COMMENT ON says
 */
public record ColumnDescriptor(
    int id,
    String name,
    SqlType type,
    boolean notNull,
    @Nullable String defaultText,
    @Nullable String comment) {

  /** A column without default and comment. */
  public ColumnDescriptor(int id, String name, SqlType type, boolean notNull) {
    this(id, name, type, notNull, null, null);
  }

  /** This column under another name. */
  public ColumnDescriptor named(String newName) {
    return new ColumnDescriptor(id, newName, type, notNull, defaultText, comment);
  }

  /** This column, NULL refused or not. */
  public ColumnDescriptor withNotNull(boolean newNotNull) {
    return new ColumnDescriptor(id, name, type, newNotNull, defaultText, comment);
  }

  /** This column with another default; null for none. */
  public ColumnDescriptor withDefault(@Nullable String newDefaultText) {
    return new ColumnDescriptor(id, name, type, notNull, newDefaultText, comment);
  }

  /** This column with another comment; null for none. */
  public ColumnDescriptor withComment(@Nullable String newComment) {
    return new ColumnDescriptor(id, name, type, notNull, defaultText, newComment);
  }
}

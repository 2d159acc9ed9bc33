package io.holdfast.sql.catalog.system;

import io.holdfast.sql.type.SqlType;

/** Defaults the way pg_get_expr prints them. */
final class DefaultText {
  private DefaultText() {}

  static String of(String text, SqlType type, boolean pretty) {
    return text;
  }
}

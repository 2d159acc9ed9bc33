package io.holdfast.sql.parse.ast;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A named setting of a statement: {@code fillfactor=100}, {@code format csv}, {@code CACHE 10}.
 *
 * @param namespace the part before a dot, mostly null
 * @param name folded
 * @param value a literal, a word (as a ColumnRef), a Star or a TypeName's ColumnRef; null when only
 *     the name was written
 * @param list values in parentheses; empty otherwise
 */
public record Option(
    @Nullable String namespace,
    String name,
    @Nullable Expression value,
    List<Expression> list,
    int pos)
    implements Node {
  /** The value as text, null without one. */
  public @Nullable String text() {
    return value == null ? null : textOf(value);
  }

  /** The text of a literal or a word. */
  public static String textOf(Expression value) {
    if (value instanceof Expression.Literal literal) {

      return switch (literal.kind()) {
        case TRUE -> "true";
        case FALSE -> "false";
        case NULL -> "null";
        default -> literal.text();
      };
    }
    if (value instanceof Expression.ColumnRef columnRef) {
      return String.join(".", columnRef.names());
    }
    return "*";
  }
}

package io.holdfast.sql.parse.ast;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The name of a relation or another object: one to three parts, outermost first.
 *
 * @param parts folded and unquoted
 */
public record QualifiedName(List<String> parts, int pos) implements Node {
  /** The last part. */
  public String name() {
    return parts.get(parts.size() - 1);
  }

  /** The part before the last one, when there is one. */
  public @Nullable String schema() {
    return parts.size() < 2 ? null : parts.get(parts.size() - 2);
  }

  /** The database named before the schema, when there is one. */
  public @Nullable String catalog() {
    return parts.size() < 3 ? null : parts.get(parts.size() - 3);
  }

  /** The parts with dots between, as PostgreSQL writes them in errors. */
  @Override
  public String toString() {
    return String.join(".", parts);
  }
}

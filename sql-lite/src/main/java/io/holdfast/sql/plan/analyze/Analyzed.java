package io.holdfast.sql.plan.analyze;

import io.holdfast.sql.plan.logical.BoundStatement;
import io.holdfast.sql.type.SqlType;
import java.util.List;

/**
 * The outcome of an analysis.
 *
 * @param literalTypes for each lifted literal the type its text is read as before the statement
 *     runs: it is parameter number {@code slot}, {@code $n} is number {@code literalTypes.size() +
 *     n - 1}. Empty when every literal has become a constant.
 * @param reusable false: the tree depends on the texts of literals that the normaliser lifts, it
 *     must not be used for other ones
 */
public record Analyzed(BoundStatement statement, List<SqlType> literalTypes, boolean reusable) {
  /** Copies the list. */
  public Analyzed {
    literalTypes = List.copyOf(literalTypes);
  }
}

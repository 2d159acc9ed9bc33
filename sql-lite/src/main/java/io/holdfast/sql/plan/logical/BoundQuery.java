package io.holdfast.sql.plan.logical;

import io.holdfast.sql.type.SqlType;
import java.util.List;

/**
 * SELECT, VALUES, TABLE.
 *
 * @param rel as many columns as there are in {@code outputColumns}
 * @param locksRows true iff there is a {@link LockRows} in it, so that a read-only transaction
 *     refuses it
 */
public record BoundQuery(
    Rel rel, List<OutputColumn> outputColumns, boolean locksRows, List<SqlType> parameterTypes)
    implements BoundStatement {
  /** Copies the lists. */
  public BoundQuery {
    outputColumns = List.copyOf(outputColumns);
    parameterTypes = List.copyOf(parameterTypes);
  }
}

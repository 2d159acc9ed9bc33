package io.holdfast.sql.plan.logical;

import io.holdfast.sql.catalog.TableDescriptor;
import io.holdfast.sql.type.SqlType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * UPDATE.
 *
 * @param scanId the {@link Scan} in the source that reads the target
 * @param source rows to change: first the target's columns in its order, then its row id if it has
 *     no primary key, then the columns of FROM. A target row may come more than once; it is changed
 *     once. When a locked row has changed meanwhile the source is checked again with its newest
 *     version in place of that scan's row.
 * @param assignments over a source row
 * @param returning over a source row with the target's columns replaced by the new ones
 */
public record BoundUpdate(
    TableDescriptor target,
    int scanId,
    Rel source,
    List<Assignment> assignments,
    @Nullable Returning returning,
    List<SqlType> parameterTypes)
    implements BoundStatement {
  /** Copies the lists. */
  public BoundUpdate {
    assignments = List.copyOf(assignments);
    parameterTypes = List.copyOf(parameterTypes);
  }

  @Override
  public List<OutputColumn> outputColumns() {
    return returning == null ? List.of() : returning.columns();
  }
}

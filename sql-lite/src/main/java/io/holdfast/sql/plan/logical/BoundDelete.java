package io.holdfast.sql.plan.logical;

import io.holdfast.sql.catalog.TableDescriptor;
import io.holdfast.sql.type.SqlType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * DELETE.
 *
 * @param scanId the {@link Scan} in the source that reads the target
 * @param source rows to delete: as for {@link BoundUpdate}
 * @param returning over a source row
 */
public record BoundDelete(
    TableDescriptor target,
    int scanId,
    Rel source,
    @Nullable Returning returning,
    List<SqlType> parameterTypes)
    implements BoundStatement {
  /** Copies the list. */
  public BoundDelete {
    parameterTypes = List.copyOf(parameterTypes);
  }

  @Override
  public List<OutputColumn> outputColumns() {
    return returning == null ? List.of() : returning.columns();
  }
}

package io.holdfast.sql.plan.logical;

import io.holdfast.sql.catalog.TableDescriptor;
import io.holdfast.sql.type.SqlType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * INSERT.
 *
 * @param source complete new rows: one column for each column of the target in its order, of its
 *     type and modifier, defaults put in. NOT NULL is checked by who runs it.
 * @param onConflict null: a conflict is an error
 * @param returning over the new row
 */
public record BoundInsert(
    TableDescriptor target,
    Rel source,
    @Nullable OnConflict onConflict,
    @Nullable Returning returning,
    List<SqlType> parameterTypes)
    implements BoundStatement {
  /** Copies the list. */
  public BoundInsert {
    parameterTypes = List.copyOf(parameterTypes);
  }

  @Override
  public List<OutputColumn> outputColumns() {
    return returning == null ? List.of() : returning.columns();
  }
}

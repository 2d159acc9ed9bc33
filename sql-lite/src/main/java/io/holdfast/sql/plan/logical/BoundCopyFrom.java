package io.holdfast.sql.plan.logical;

import io.holdfast.sql.catalog.TableDescriptor;
import io.holdfast.sql.expr.Expr;
import io.holdfast.sql.type.SqlType;
import java.util.List;

/**
 * COPY table FROM STDIN.
 *
 * @param columns places, in the target's columns, of the fields of a line
 * @param row a complete new row over the fields of a line: a field, or the column's default
 */
public record BoundCopyFrom(TableDescriptor target, List<Integer> columns, List<Expr> row)
    implements BoundStatement {
  /** Copies the lists. */
  public BoundCopyFrom {
    columns = List.copyOf(columns);
    row = List.copyOf(row);
  }

  @Override
  public List<SqlType> parameterTypes() {
    return List.of();
  }

  @Override
  public List<OutputColumn> outputColumns() {
    return List.of();
  }
}

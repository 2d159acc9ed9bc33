package io.holdfast.sql.plan.logical;

import io.holdfast.sql.type.SqlType;
import java.util.List;

/** COPY table TO STDOUT, COPY (query) TO STDOUT: the rows to write. */
public record BoundCopyTo(BoundQuery query) implements BoundStatement {
  @Override
  public List<SqlType> parameterTypes() {
    return List.of();
  }

  @Override
  public List<OutputColumn> outputColumns() {
    return List.of();
  }
}

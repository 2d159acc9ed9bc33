package io.holdfast.sql.plan.logical;

import io.holdfast.sql.parse.ast.Statement;
import io.holdfast.sql.type.SqlType;
import java.util.List;

/**
 * A statement without rows to plan: transaction control, settings, most of DDL. It is run from its
 * syntax tree.
 */
public record BoundUtility(Statement statement) implements BoundStatement {
  @Override
  public List<SqlType> parameterTypes() {
    return List.of();
  }

  @Override
  public List<OutputColumn> outputColumns() {
    return List.of();
  }
}

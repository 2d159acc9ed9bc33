package io.holdfast.sql.plan.logical;

import io.holdfast.sql.parse.ast.Option;
import io.holdfast.sql.type.SqlType;
import java.util.List;

/** EXPLAIN of a statement that has a plan. */
public record BoundExplain(BoundStatement statement, List<Option> options)
    implements BoundStatement {
  private static final List<OutputColumn> OUTPUT =
      List.of(OutputColumn.computed("QUERY PLAN", SqlType.TEXT));

  /** Copies the list. */
  public BoundExplain {
    options = List.copyOf(options);
  }

  @Override
  public List<SqlType> parameterTypes() {
    return statement.parameterTypes();
  }

  @Override
  public List<OutputColumn> outputColumns() {
    return OUTPUT;
  }
}

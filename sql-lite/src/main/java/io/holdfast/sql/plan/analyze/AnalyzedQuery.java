package io.holdfast.sql.plan.analyze;

import io.holdfast.sql.plan.logical.OutputColumn;
import io.holdfast.sql.plan.logical.Rel;
import java.util.List;

/**
 * A query with its rows ready.
 *
 * @param fields for each column the parts of its rows when it is one; mostly empty lists
 */
record AnalyzedQuery(
    Rel rel,
    List<OutputColumn> columns,
    List<List<io.holdfast.sql.function.SetFunction.OutputColumn>> fields,
    boolean locksRows) {
  AnalyzedQuery {
    columns = List.copyOf(columns);
    fields = List.copyOf(fields);
  }
}

package io.holdfast.sql.plan.logical;

import io.holdfast.sql.catalog.TableDescriptor;
import java.util.List;

/**
 * All rows of a table, stored or virtual.
 *
 * @param scanId unique in the statement: what {@link LockRows} and the target of an UPDATE name, so
 *     that a row can be checked again with its newest version
 * @param alias what EXPLAIN calls it
 */
public record Scan(int scanId, TableDescriptor table, String alias, List<ScanColumn> columns)
    implements Rel {
  /** Copies the list. */
  public Scan {
    columns = List.copyOf(columns);
  }

  @Override
  public Shape shape() {
    return new Shape(
        columns.stream().map(ScanColumn::name).toList(),
        columns.stream().map(ScanColumn::type).toList());
  }

  @Override
  public List<Rel> inputs() {
    return List.of();
  }
}

package io.holdfast.sql.plan.physical;

import io.holdfast.sql.plan.logical.LockRows;
import io.holdfast.sql.plan.logical.Shape;
import io.holdfast.sql.plan.physical.row.TableRows;
import java.util.List;

/**
 * Rows whose rows of the base tables are locked before they come out.
 *
 * @param targets which scans, by which key columns
 */
public record LockedRows(
    PlanNode input, List<LockRows.Target> targets, List<TableRows> tables, Estimate estimate)
    implements PlanNode {
  /** Copies what it is given. */
  public LockedRows {
    targets = List.copyOf(targets);
    tables = List.copyOf(tables);
  }

  @Override
  public Shape shape() {
    return input.shape();
  }

  @Override
  public List<PlanNode> inputs() {
    return List.of(input);
  }
}

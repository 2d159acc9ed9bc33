package io.holdfast.sql.plan.physical;

import io.holdfast.sql.expr.Expr;
import io.holdfast.sql.plan.logical.Shape;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows that depend on the row of an outer query, which asks for them again and again. {@code
 * direct} reads them anew; {@code whole} reads the rows for all outer rows at once, to be kept by
 * their keys. Both give the same rows in the same order; which is used shows only while it runs.
 *
 * @param direct the rows for the outer row at hand
 * @param whole depends on no outer row; of its rows those whose keys are equal to the probes and
 *     that fulfil the residual are those of {@code direct}
 * @param keys over a row of {@code whole}; none: all rows have one key
 * @param probes over no columns, one for each key
 * @param residual over a row of {@code whole}; null for nothing
 * @param reached whether {@code direct} goes to its rows by their key, so that it reads little
 * @param scanIds the scans of stored tables inside
 * @param memoSlot where the kept rows are
 */
public record IndexedRows(
    PlanNode direct,
    PlanNode whole,
    List<Expr> keys,
    List<Expr> probes,
    @Nullable Expr residual,
    boolean reached,
    List<Integer> scanIds,
    int memoSlot)
    implements PlanNode {
  /** Copies what it is given. */
  public IndexedRows {
    keys = List.copyOf(keys);
    probes = List.copyOf(probes);
    scanIds = List.copyOf(scanIds);
  }

  /** The same with another way to the rows of one outer row. */
  IndexedRows withDirect(PlanNode other) {
    return new IndexedRows(other, whole, keys, probes, residual, reached, scanIds, memoSlot);
  }

  @Override
  public Shape shape() {
    return direct.shape();
  }

  @Override
  public Estimate estimate() {
    return direct.estimate();
  }

  @Override
  public List<PlanNode> inputs() {
    return reached ? List.of(direct, whole) : List.of(whole);
  }
}

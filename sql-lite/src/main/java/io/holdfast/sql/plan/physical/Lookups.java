package io.holdfast.sql.plan.physical;

import io.holdfast.sql.expr.Column;
import io.holdfast.sql.expr.Expr;
import io.holdfast.sql.plan.logical.Filter;
import io.holdfast.sql.plan.logical.JoinKind;
import io.holdfast.sql.plan.logical.Rel;
import io.holdfast.sql.plan.logical.Scan;
import io.holdfast.sql.plan.logical.Shape;
import io.holdfast.sql.plan.physical.row.RowDecoder;
import io.holdfast.sql.plan.physical.row.TableRows;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Joins that look the right row up by its primary key. */
final class Lookups {
  /** Reading a row by its key costs about as much as reading this many in a range. */
  private static final double LOOKUP_COST = 5;

  private Lookups() {}

  /**
   * A lookup join; null when the right side is no table whose key the left rows hold, or when there
   * are too many of them.
   */
  static @Nullable PlanNode plan(
      RelPlanner rels,
      ExprPlanner exprs,
      JoinKind kind,
      PlanNode left,
      Rel right,
      BitSet rightRead,
      List<Expr> rightConditions,
      EquiKeys keys,
      Shape shape) {
    List<Expr> conditions = new ArrayList<>();
    Rel table = right;
    while (table instanceof Filter filter) {
      conditions.addAll(Conditions.split(filter.condition()));
      table = filter.input();
    }
    conditions.addAll(rightConditions);
    if (!(table instanceof Scan scan)
        || scan.table().isVirtual()
        || left.estimate().rows() * LOOKUP_COST > AccessPaths.ROWS_GUESS) {
      return null;
    }
    TableRows rows = rels.rows(scan);
    List<Expr> key = new ArrayList<>();
    List<Expr> residual = new ArrayList<>(keys.rest());
    if (!matchKey(scan, rows, keys, key, residual)) {
      return null;
    }
    List<Expr> planned = exprs.planAll(conditions);
    BitSet read = (BitSet) rightRead.clone();
    Conditions.addColumns(read, planned);
    PointGet get =
        new PointGet(
            scan.scanId(),
            rows,
            scan.alias(),
            new RowDecoder(rows, scan.columns(), read),
            exprs.planAll(key),
            Conditions.join(planned),
            false,
            new Estimate(0, LOOKUP_COST, 1));
    double leftRows = left.estimate().rows();
    Estimate estimate =
        new Estimate(0, left.estimate().totalCost() + 20 + leftRows * LOOKUP_COST, leftRows);
    Expr rest = Conditions.join(exprs.planAll(residual));
    return new LookupJoin(kind, left, get, rest, shape, estimate);
  }

  /** Finds a left value for each column of the key; pairs left over go to the residual. */
  private static boolean matchKey(
      Scan scan, TableRows rows, EquiKeys keys, List<Expr> key, List<Expr> residual) {
    int[] places = AccessPaths.keyColumns(scan, rows);
    BitSet used = new BitSet();
    for (int k = 0; k < places.length; k++) {
      int match = -1;
      for (int i = 0; i < keys.right().size() && match < 0; i++) {
        if (keys.right().get(i) instanceof Column column
            && column.index() == places[k]
            && KeyTypes.keyAlike(keys.left().get(i).type(), rows.keyTypes().get(k))) {
          match = i;
        }
      }
      if (match < 0) {
        return false;
      }
      used.set(match);
      key.add(keys.left().get(match));
    }
    for (int i = 0; i < keys.left().size(); i++) {
      if (!used.get(i)) {
        residual.add(keys.sources().get(i));
      }
    }
    return true;
  }
}

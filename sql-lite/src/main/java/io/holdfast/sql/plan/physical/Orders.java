package io.holdfast.sql.plan.physical;

import io.holdfast.sql.expr.Column;
import io.holdfast.sql.expr.Expr;
import io.holdfast.sql.plan.logical.JoinKind;
import io.holdfast.sql.plan.logical.ScanColumn;
import io.holdfast.sql.plan.logical.SortKey;
import io.holdfast.sql.plan.physical.row.RowDecoder;
import io.holdfast.sql.plan.physical.row.TableRows;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The orders that rows have without being sorted. */
final class Orders {
  private Orders() {}

  /** The plan with its rows in this order, if that costs no sort; else null. */
  static @Nullable PlanNode inOrder(PlanNode node, List<SortKey> keys) {
    if (has(node, keys)) {
      return node;
    }
    PlanNode reversed = reversed(node);
    return reversed != null && has(reversed, keys) ? reversed : null;
  }

  private static boolean has(PlanNode node, List<SortKey> keys) {
    if (node.estimate().rows() <= 1 && node instanceof PointGet) {
      return true;
    }
    Order order = of(node);
    int at = 0;
    for (SortKey key : keys) {
      if (order.fixed.get(key.column())) {
        continue;
      }
      if (at == order.keys.size()) {
        // Keys are unique: behind a whole key nothing is left to be ordered.
        return order.unique;
      }
      SortKey have = order.keys.get(at++);
      if (have.column() != key.column()
          || have.descending() != key.descending()
          || (order.nulls && have.nullsFirst() != key.nullsFirst())) {
        return false;
      }
    }
    return true;
  }

  /** True iff rows with equal values in these columns follow each other. */
  static boolean groups(PlanNode node, List<Integer> columns) {
    Order order = of(node);
    BitSet open = new BitSet();
    columns.forEach(open::set);
    open.andNot(order.fixed);
    for (SortKey key : order.keys) {
      if (open.isEmpty()) {
        return true;
      }
      if (!open.get(key.column())) {
        return false;
      }
      open.clear(key.column());
    }
    return open.isEmpty();
  }

  /**
   * What is known of an order.
   *
   * @param fixed columns that have the same value in all rows
   * @param unique no two rows have equal values in all of the keys
   * @param nulls whether keys may be null, so that it matters where nulls go
   */
  private record Order(List<SortKey> keys, BitSet fixed, boolean unique, boolean nulls) {
    static final Order NONE = new Order(List.of(), new BitSet(), false, true);
  }

  private static Order of(PlanNode node) {
    if (node instanceof TableScan scan) {
      return ofKey(scan.rows(), scan.decoder(), scan.prefix().size(), scan.reverse());
    }
    if (node instanceof BatchGet get) {
      return ofKey(get.rows(), get.decoder(), 0, false);
    }
    if (node instanceof FilterRows filter) {
      return of(filter.input());
    }
    if (node instanceof IndexedRows indexed) {
      return of(indexed);
    }
    if (node instanceof LimitRows limit) {
      return of(limit.input());
    }
    if (node instanceof DistinctRows distinct) {
      return of(distinct.input());
    }
    if (node instanceof LockedRows locked) {
      return of(locked.input());
    }
    if (node instanceof SortRows sort) {
      return new Order(sort.keys(), new BitSet(), false, true);
    }
    if (node instanceof TopRows top) {
      return new Order(top.keys(), new BitSet(), false, true);
    }
    if (node instanceof ProjectRows project) {
      return projected(of(project.input()), project.exprs());
    }
    if (node instanceof LookupJoin join) {
      return join.kind() == JoinKind.LEFT || join.kind() == JoinKind.INNER
          ? of(join.left())
          : Order.NONE;
    }
    return Order.NONE;
  }

  /** Rows are kept in the order in which the whole is read. */
  private static Order of(IndexedRows indexed) {
    return indexed.direct() instanceof TableScan direct
            && indexed.whole() instanceof TableScan whole
            && direct.reverse() == whole.reverse()
        ? of(direct)
        : Order.NONE;
  }

  private static Order ofKey(TableRows rows, RowDecoder decoder, int prefix, boolean reverse) {
    List<SortKey> keys = new ArrayList<>();
    BitSet fixed = new BitSet();
    int size = rows.keyTypes().size();
    for (int i = 0; i < size; i++) {
      int place = place(rows, decoder.columns(), i);
      if (i < prefix) {
        if (place >= 0) {
          fixed.set(place);
        }
      } else if (place < 0) {
        return new Order(keys, fixed, false, false);
      } else {
        keys.add(new SortKey(place, reverse, false));
      }
    }
    return new Order(keys, fixed, true, false);
  }

  /** Where a scan has column {@code keyPlace} of the key; -1 if nowhere. */
  private static int place(TableRows rows, List<ScanColumn> columns, int keyPlace) {
    for (int i = 0; i < columns.size(); i++) {
      ScanColumn column = columns.get(i);
      boolean match =
          rows.table().primaryKey() == null
              ? column.kind() == ScanColumn.Kind.ROW_ID
              : column.kind() == ScanColumn.Kind.COLUMN
                  && rows.table().primaryKey().columnIds().get(keyPlace) == column.columnId();
      if (match) {
        return i;
      }
    }
    return -1;
  }

  private static Order projected(Order order, List<Expr> exprs) {
    List<SortKey> keys = new ArrayList<>();
    BitSet fixed = new BitSet();
    for (int i = 0; i < exprs.size(); i++) {
      if (exprs.get(i) instanceof Column column && order.fixed.get(column.index())) {
        fixed.set(i);
      }
    }
    for (SortKey key : order.keys) {
      int place = placeOf(key.column(), exprs);
      if (place < 0) {
        return new Order(keys, fixed, false, order.nulls);
      }
      keys.add(new SortKey(place, key.descending(), key.nullsFirst()));
    }
    return new Order(keys, fixed, order.unique, order.nulls);
  }

  private static int placeOf(int column, List<Expr> exprs) {
    for (int i = 0; i < exprs.size(); i++) {
      if (exprs.get(i) instanceof Column one && one.index() == column) {
        return i;
      }
    }
    return -1;
  }

  /** The same rows from the greatest key down; null when that is not to be had. */
  private static @Nullable PlanNode reversed(PlanNode node) {
    if (node instanceof TableScan scan) {
      return new TableScan(
          scan.scanId(),
          scan.rows(),
          scan.alias(),
          scan.decoder(),
          scan.prefix(),
          scan.low(),
          scan.high(),
          !scan.reverse(),
          scan.rowsWanted(),
          scan.filter(),
          scan.estimate());
    }
    if (node instanceof IndexedRows indexed) {
      return indexed.reached() ? reversed(indexed.direct()) : null;
    }
    if (node instanceof FilterRows filter) {
      PlanNode input = reversed(filter.input());
      return input == null ? null : new FilterRows(input, filter.condition(), filter.estimate());
    }
    if (node instanceof ProjectRows project) {
      PlanNode input = reversed(project.input());
      return input == null
          ? null
          : new ProjectRows(input, project.exprs(), project.shape(), project.estimate());
    }
    return null;
  }

  /** Tells a scan that yields the rows as they are how many of them will be read. */
  static PlanNode withRowsWanted(PlanNode node, Expr count, @Nullable Expr offset) {
    if (node instanceof IndexedRows indexed) {
      return indexed.withDirect(withRowsWanted(indexed.direct(), count, offset));
    }
    if (node instanceof TableScan scan && scan.filter() == null) {
      return new TableScan(
          scan.scanId(),
          scan.rows(),
          scan.alias(),
          scan.decoder(),
          scan.prefix(),
          scan.low(),
          scan.high(),
          scan.reverse(),
          offset == null ? List.of(count) : List.of(count, offset),
          null,
          scan.estimate());
    }
    if (node instanceof ProjectRows project) {
      PlanNode input = withRowsWanted(project.input(), count, offset);
      return input == project.input()
          ? node
          : new ProjectRows(input, project.exprs(), project.shape(), project.estimate());
    }
    return node;
  }
}

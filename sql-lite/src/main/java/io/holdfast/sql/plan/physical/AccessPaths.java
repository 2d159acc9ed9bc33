package io.holdfast.sql.plan.physical;

import io.holdfast.sql.expr.Expr;
import io.holdfast.sql.plan.logical.Scan;
import io.holdfast.sql.plan.logical.ScanColumn;
import io.holdfast.sql.plan.physical.row.RowDecoder;
import io.holdfast.sql.plan.physical.row.TableRows;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Chooses how the rows of one table are reached. */
final class AccessPaths {
  /** Larger lists of keys are read as a range and tested. */
  static final int BATCH_KEYS_MAX = 1024;

  /** What a table is taken for as long as nobody counts its rows. */
  static final double ROWS_GUESS = 1000;

  private static final double REQUEST_COST = 20;
  private static final double PREFIX_ROWS_GUESS = 10;
  private static final double RANGE_FRACTION = 0.3;

  private AccessPaths() {}

  /**
   * A reader of a table.
   *
   * @param wanted columns of the scan that are read above it
   * @param conditions over the scan's columns
   */
  static PlanNode choose(Scan scan, TableRows rows, BitSet wanted, List<Expr> conditions) {
    return new Choice(scan, rows, wanted, conditions).choose();
  }

  /** The columns of a scan that make up the key of its table, in key order; -1 if not there. */
  static int[] keyColumns(Scan scan, TableRows rows) {
    int[] places = new int[rows.keyTypes().size()];
    for (int i = 0; i < places.length; i++) {
      places[i] = -1;
      for (int c = 0; c < scan.columns().size(); c++) {
        ScanColumn column = scan.columns().get(c);
        boolean match =
            rows.table().primaryKey() == null
                ? column.kind() == ScanColumn.Kind.ROW_ID
                : column.kind() == ScanColumn.Kind.COLUMN
                    && rows.table().primaryKey().columnIds().get(i) == column.columnId();
        if (match) {
          places[i] = c;
          break;
        }
      }
    }
    return places;
  }

  /** One scan and what is known about its columns. */
  private static final class Choice {
    private final Scan scan;
    private final TableRows rows;
    private final BitSet wanted;
    private final List<Expr> rest;
    private final int[] keyColumns;
    private final KeyCondition[] conditions;

    Choice(Scan scan, TableRows rows, BitSet wanted, List<Expr> conditions) {
      this.scan = scan;
      this.rows = rows;
      this.wanted = wanted;
      this.rest = new ArrayList<>(conditions);
      this.keyColumns = AccessPaths.keyColumns(scan, rows);
      this.conditions = new KeyCondition[keyColumns.length];
      for (int i = 0; i < keyColumns.length; i++) {
        this.conditions[i] = KeyCondition.find(keyColumns[i], rows.keyTypes().get(i), conditions);
      }
    }

    PlanNode choose() {
      int equal = 0;
      while (equal < conditions.length && conditions[equal].equality() != null) {
        equal++;
      }
      if (equal == conditions.length) {
        return pointGet();
      }
      return keySet() ? batchGet() : tableScan(equal);
    }

    private PlanNode pointGet() {
      List<Expr> key = new ArrayList<>();
      for (KeyCondition condition : conditions) {
        key.add(take(condition.equality()));
      }
      Estimate estimate = new Estimate(REQUEST_COST, REQUEST_COST, 1);
      return new PointGet(
          scan.scanId(), rows, scan.alias(), decoder(), key, filter(), false, estimate);
    }

    private boolean keySet() {
      long keys = 1;
      for (KeyCondition condition : conditions) {
        if (condition.equality() == null && condition.values() == null) {
          return false;
        }
        if (condition.equality() == null && condition.values() != null) {
          keys *= Math.max(1, condition.values().part().items().size());
        }
        if (keys > BATCH_KEYS_MAX) {
          return false;
        }
      }
      return true;
    }

    private PlanNode batchGet() {
      List<KeyPart> key = new ArrayList<>();
      double keys = 1;
      for (KeyCondition condition : conditions) {
        KeyCondition.Values values = condition.values();
        if (condition.equality() != null || values == null) {
          key.add(KeyPart.of(take(condition.equality())));
        } else {
          rest.remove(values.source());
          key.add(values.part());
          keys *= values.part().array() == null ? values.part().items().size() : 10;
        }
      }
      Estimate estimate = new Estimate(REQUEST_COST, REQUEST_COST + 2 * keys, keys);
      return new BatchGet(
          scan.scanId(), rows, scan.alias(), decoder(), key, filter(), false, estimate);
    }

    private PlanNode tableScan(int equal) {
      List<Expr> prefix = new ArrayList<>();
      for (int i = 0; i < equal; i++) {
        prefix.add(take(conditions[i].equality()));
      }
      KeyCondition.End low = conditions[equal].low();
      KeyCondition.End high = conditions[equal].high();
      double read = equal > 0 ? PREFIX_ROWS_GUESS : ROWS_GUESS;
      if (low != null) {
        rest.remove(low.source());
        read *= RANGE_FRACTION;
      }
      if (high != null) {
        rest.remove(high.source());
        read *= RANGE_FRACTION;
      }
      double found = Math.max(1, read * Conditions.fraction(rest));
      Estimate estimate = new Estimate(REQUEST_COST, REQUEST_COST + read, found);
      return new TableScan(
          scan.scanId(),
          rows,
          scan.alias(),
          decoder(),
          prefix,
          low == null ? null : low.bound(),
          high == null ? null : high.bound(),
          false,
          List.of(),
          filter(),
          estimate);
    }

    private Expr take(KeyCondition.@Nullable Equality equality) {
      if (equality == null) {
        throw new IllegalStateException("no equality to take");
      }
      rest.remove(equality.source());
      return equality.value();
    }

    private RowDecoder decoder() {
      BitSet read = (BitSet) wanted.clone();
      Conditions.addColumns(read, rest);
      return new RowDecoder(rows, scan.columns(), read);
    }

    private @Nullable Expr filter() {
      return Conditions.join(rest);
    }
  }
}

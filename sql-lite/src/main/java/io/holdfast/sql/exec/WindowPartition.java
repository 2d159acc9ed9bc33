package io.holdfast.sql.exec;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.expr.EvalContext;
import io.holdfast.sql.expr.Expr;
import io.holdfast.sql.function.Accumulator;
import io.holdfast.sql.plan.logical.SortKey;
import io.holdfast.sql.plan.logical.WindowCall;
import io.holdfast.sql.type.SqlType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Computes one window function over rows, partition by partition. */
final class WindowPartition {
  private final WindowCall call;
  private final int target;
  private final ExecutionContext ctx;
  private final EvalContext eval;
  private final RowOrder partitionOrder;
  private final RowOrder order;
  private final RowOrder whole;

  /**
   * A computation.
   *
   * @param target place of the value in a row
   */
  WindowPartition(WindowCall call, int target, List<SqlType> types, ExecutionContext ctx) {
    this.call = call;
    this.target = target;
    this.ctx = ctx;
    this.eval = ctx.eval();
    List<SortKey> partition = new ArrayList<>();
    call.partitionBy().forEach(column -> partition.add(SortKey.ascending(column)));
    List<SortKey> all = new ArrayList<>(partition);
    all.addAll(call.orderBy());
    this.partitionOrder = RowOrder.of(partition, types);
    this.order = RowOrder.of(call.orderBy(), types);
    this.whole = RowOrder.of(all, types);
  }

  /** Sorts the rows and sets the value in each. */
  void compute(List<@Nullable Object[]> rows) {
    rows.sort(ctx.stepping(whole));
    int from = 0;
    while (from < rows.size()) {
      int to = from + 1;
      while (to < rows.size() && partitionOrder.compare(rows.get(from), rows.get(to)) == 0) {
        to++;
      }
      eval.checkCancel();
      computePartition(rows.subList(from, to));
      from = to;
    }
  }

  private void computePartition(List<@Nullable Object[]> rows) {
    switch (call.function()) {
      case ROW_NUMBER -> {
        for (int i = 0; i < rows.size(); i++) {
          ctx.step();
          ctx.step();
          rows.get(i)[target] = i + 1L;
        }
      }
      case NTILE -> tiles(rows);
      case LAG, LEAD -> neighbours(rows);
      default -> computePeers(rows);
    }
  }

  /** Functions whose value is the same for all peers. */
  private void computePeers(List<@Nullable Object[]> rows) {
    Accumulator accumulator = call.aggregate() == null ? null : call.aggregate().newAccumulator();
    int from = 0;
    long group = 0;
    while (from < rows.size()) {
      int to = from + 1;
      while (to < rows.size() && order.compare(rows.get(from), rows.get(to)) == 0) {
        to++;
      }
      group++;
      if (accumulator != null) {
        for (int i = from; i < to; i++) {
          ctx.step();
          accumulator.add(eval, ProjectSource.compute(call.args(), rows.get(i), eval));
        }
      }
      Object shared = accumulator == null ? null : accumulator.result(eval);
      for (int i = from; i < to; i++) {
        ctx.step();
        rows.get(i)[target] = accumulator == null ? peerValue(rows, i, from, to, group) : shared;
      }
      from = to;
    }
  }

  private @Nullable Object peerValue(
      List<@Nullable Object[]> rows, int at, int from, int to, long group) {
    int size = rows.size();
    return switch (call.function()) {
      case RANK -> from + 1L;
      case DENSE_RANK -> group;
      case PERCENT_RANK -> size == 1 ? 0.0 : (double) from / (size - 1);
      case CUME_DIST -> (double) to / size;
      case FIRST_VALUE -> arg(0, rows.get(0));
      case LAST_VALUE -> arg(0, rows.get(to - 1));
      case NTH_VALUE -> nthValue(rows, at, to);
      default -> throw new IllegalStateException("no value of " + call.function());
    };
  }

  private @Nullable Object arg(int number, @Nullable Object[] row) {
    return call.args().get(number).eval(row, eval);
  }

  private @Nullable Object nthValue(List<@Nullable Object[]> rows, int at, int to) {
    Object number = arg(1, rows.get(at));
    if (number == null) {
      return null;
    }
    long nth = (Long) number;
    if (nth <= 0) {
      throw new SqlException(
          SqlState.INVALID_PARAMETER_VALUE, "argument of nth_value must be greater than zero");
    }
    return nth > to ? null : arg(0, rows.get((int) nth - 1));
  }

  private void tiles(List<@Nullable Object[]> rows) {
    Object number = arg(0, rows.get(0));
    if (number == null) {
      return;
    }
    long buckets = (Long) number;
    if (buckets <= 0) {
      throw new SqlException(
          SqlState.INVALID_PARAMETER_VALUE, "argument of ntile must be greater than zero");
    }
    long size = rows.size() / buckets;
    long larger = rows.size() % buckets;
    for (int i = 0; i < rows.size(); i++) {
      ctx.step();
      long inLarger = larger * (size + 1);
      rows.get(i)[target] =
          i < inLarger ? i / (size + 1) + 1 : larger + (i - inLarger) / Math.max(1, size) + 1;
    }
  }

  private void neighbours(List<@Nullable Object[]> rows) {
    List<Expr> args = call.args();
    boolean back = call.function() == WindowCall.Function.LAG;
    for (int i = 0; i < rows.size(); i++) {
      ctx.step();
      @Nullable Object[] row = rows.get(i);
      Object distance = args.size() > 1 ? arg(1, row) : (Object) 1L;
      if (distance == null) {
        row[target] = null;
        continue;
      }
      long at = back ? i - (Long) distance : i + (Long) distance;
      boolean inside = at >= 0 && at < rows.size();
      if (inside) {
        row[target] = arg(0, rows.get((int) at));
      } else {
        row[target] = args.size() > 2 ? arg(2, row) : null;
      }
    }
  }
}

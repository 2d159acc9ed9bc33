package io.holdfast.sql.exec;

import io.holdfast.client.txn.KeyValue;
import io.holdfast.protocol.key.KeyRange;
import io.holdfast.sql.expr.EvalContext;
import io.holdfast.sql.expr.Expr;
import io.holdfast.sql.plan.physical.Bound;
import io.holdfast.sql.plan.physical.TableScan;
import io.holdfast.sql.txn.RowScan;
import org.jspecify.annotations.Nullable;

/** The rows of a range of keys. */
final class TableScanSource implements RowSource {

  private final TableScan node;
  private final ExecutionContext ctx;
  private @Nullable StoredRow stored;
  private @Nullable RowScan scan;
  private boolean begun;

  TableScanSource(TableScan node, ExecutionContext ctx) {
    this.node = node;
    this.ctx = ctx;
  }

  @Override
  public @Nullable Object @Nullable [] next() {
    StoredRow reader = stored;
    if (reader == null) {
      reader = new StoredRow(node.scanId(), node.decoder(), node.filter(), ctx);
      stored = reader;
    }
    if (!begun) {
      begun = true;
      KeyRange range = range();
      if (range == null) {
        return null;
      }
      KeyValue only = reader.only();
      if (only != null) {
        return range.contains(only.key()) ? reader.row(only.key(), only.value()) : null;
      }
      scan = ctx.transaction().scan(range, node.reverse(), rowsWanted());
    }
    return scan == null ? null : nextOf(scan, reader);
  }

  private @Nullable Object @Nullable [] nextOf(RowScan open, StoredRow reader) {
    while (true) {
      KeyValue entry = open.next();
      if (entry == null) {
        close();
        return null;
      }
      ctx.step();
      @Nullable Object[] row = reader.row(entry.key(), entry.value());
      if (row != null) {
        return row;
      }
    }
  }

  /** A hint for the size of the first request; 0 when everything may be read. */
  private int rowsWanted() {
    long sum = 0;
    for (Expr part : node.rowsWanted()) {
      Object value = KeyValues.of(part, ctx.eval());
      if (value == null || (Long) value > Integer.MAX_VALUE) {
        return 0;
      }
      sum += Math.max(0, (Long) value);
    }
    return (int) Math.min(sum, Integer.MAX_VALUE);
  }

  /** The keys to read; null for none. */
  private @Nullable KeyRange range() {
    EvalContext eval = ctx.eval();
    Bound low = node.low();
    Bound high = node.high();
    if (node.prefix().isEmpty() && low == null && high == null) {
      return node.rows().range();
    }
    @Nullable Object[] prefix = KeyValues.of(node.prefix(), eval);
    Object lowest = low == null ? null : KeyValues.of(low.value(), eval);
    Object highest = high == null ? null : KeyValues.of(high.value(), eval);
    if (prefix == null || (low != null && lowest == null) || (high != null && highest == null)) {
      return null;
    }
    if (low == null && high == null) {
      return node.rows().keyCodec().prefixRange(node.rows().prefix(), prefix);
    }
    return node.rows()
        .keyCodec()
        .range(
            node.rows().prefix(),
            prefix,
            lowest,
            low == null || low.inclusive(),
            highest,
            high == null || high.inclusive());
  }

  @Override
  public void close() {
    begun = true;
    if (scan != null) {
      scan.close();
      scan = null;
    }
  }
}

package io.holdfast.sql.exec;

import io.holdfast.client.txn.KeyValue;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.sql.expr.Expr;
import io.holdfast.sql.plan.physical.row.RowDecoder;
import org.jspecify.annotations.Nullable;

/** What every reader of a stored table does with an entry: decode, test, remember for a change. */
final class StoredRow {
  private final RowDecoder decoder;
  private final @Nullable Expr filter;
  private final ExecutionContext ctx;
  private final ExecutionContext.@Nullable ScanWatch watch;

  StoredRow(int scanId, RowDecoder decoder, @Nullable Expr filter, ExecutionContext ctx) {
    this.decoder = decoder;
    this.filter = filter;
    this.ctx = ctx;
    this.watch = ctx.watch(scanId);
  }

  /** The only entry that may be read; null when there is no such restriction. */
  @Nullable KeyValue only() {
    return watch == null ? null : watch.only;
  }

  /** The row of an entry; null when the filter leaves it out. */
  @Nullable Object @Nullable [] row(Bytes key, Bytes value) {
    @Nullable Object[] row = decoder.decode(key, value);
    if (filter != null && !filter.test(row, ctx.eval())) {
      return null;
    }
    if (watch != null && watch.only == null) {
      ctx.seen(watch, key, value);
    }
    return row;
  }
}

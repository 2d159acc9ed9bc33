package io.holdfast.sql.exec;

import io.holdfast.sql.plan.logical.ScanColumn;
import io.holdfast.sql.plan.physical.VirtualScan;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** The rows of a table that is computed from the catalogue. */
final class VirtualScanSource implements RowSource {
  private static final int TABLE_OID = -1;

  private final VirtualScan node;
  private final ExecutionContext ctx;
  private final int[] places;
  private @Nullable Iterator<@Nullable Object[]> rows;
  private boolean closed;

  VirtualScanSource(VirtualScan node, ExecutionContext ctx) {
    this.node = node;
    this.ctx = ctx;
    this.places = new int[node.columns().size()];
    for (int i = 0; i < places.length; i++) {
      ScanColumn column = node.columns().get(i);
      places[i] =
          column.kind() == ScanColumn.Kind.COLUMN
              ? node.table().indexOfId(column.columnId())
              : TABLE_OID;
    }
  }

  @Override
  public @Nullable Object @Nullable [] next() {
    if (closed) {
      return null;
    }
    Iterator<@Nullable Object[]> open = rows;
    if (open == null) {
      open = ctx.virtualTables().rows(node.table()).iterator();
      rows = open;
    }
    while (open.hasNext()) {
      ctx.step();
      @Nullable Object[] row = project(open.next());
      if (node.filter() == null || node.filter().test(row, ctx.eval())) {
        return row;
      }
    }
    return null;
  }

  private @Nullable Object[] project(@Nullable Object[] whole) {
    @Nullable Object[] row = new Object[places.length];
    for (int i = 0; i < places.length; i++) {
      row[i] =
          places[i] == TABLE_OID
              ? (Object) Integer.toUnsignedLong(node.table().oid())
              : whole[places[i]];
    }
    return row;
  }

  @Override
  public void close() {
    closed = true;
    rows = null;
  }
}

package io.holdfast.sql.exec;

import io.holdfast.client.txn.KeyValue;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.sql.plan.physical.PointGet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The row of one key. */
final class PointGetSource implements RowSource {
  private final PointGet node;
  private final ExecutionContext ctx;
  private boolean done;

  PointGetSource(PointGet node, ExecutionContext ctx) {
    this.node = node;
    this.ctx = ctx;
  }

  @Override
  public @Nullable Object @Nullable [] next() {
    if (done) {
      return null;
    }
    done = true;
    @Nullable Object[] values = KeyValues.of(node.key(), ctx.eval());
    if (values == null) {
      return null;
    }
    Bytes key = node.rows().keyOf(values);
    StoredRow stored = new StoredRow(node.scanId(), node.decoder(), node.filter(), ctx);
    KeyValue only = stored.only();
    if (only != null) {
      return only.key().equals(key) ? stored.row(key, only.value()) : null;
    }
    Bytes value =
        node.locks()
            ? ctx.transaction().lockExisting(List.of(key)).get(key)
            : ctx.transaction().get(key);
    return value == null ? null : stored.row(key, value);
  }

  @Override
  public void close() {
    done = true;
  }
}

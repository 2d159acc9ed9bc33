package io.holdfast.sql.exec;

import io.holdfast.client.txn.KeyValue;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.sql.plan.physical.BatchGet;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The rows of a set of keys, in the order of the keys, read in batches. */
final class BatchGetSource implements RowSource {
  /** Keys of one request: enough to keep all regions busy, little enough to wait in memory. */
  private static final int BATCH_KEYS = 1024;

  private static final int KEY_BYTES = 80;

  private final BatchGet node;
  private final ExecutionContext ctx;
  private @Nullable StoredRow stored;
  private Iterator<Bytes> keys = List.<Bytes>of().iterator();
  private Iterator<Map.Entry<Bytes, Bytes>> entries = List.<Map.Entry<Bytes, Bytes>>of().iterator();
  private long heldBytes;

  BatchGetSource(BatchGet node, ExecutionContext ctx) {
    this.node = node;
    this.ctx = ctx;
  }

  @Override
  public @Nullable Object @Nullable [] next() {
    StoredRow reader = stored;
    if (reader == null) {
      reader = new StoredRow(node.scanId(), node.decoder(), node.filter(), ctx);
      stored = reader;
      Set<Bytes> all = allKeys();
      KeyValue only = reader.only();
      if (only != null) {
        return all.contains(only.key()) ? reader.row(only.key(), only.value()) : null;
      }
      keys = all.iterator();
    }
    while (entries.hasNext() || fetch()) {
      ctx.step();
      Map.Entry<Bytes, Bytes> entry = entries.next();
      @Nullable Object[] row = reader.row(entry.getKey(), entry.getValue());
      if (row != null) {
        return row;
      }
    }
    return null;
  }

  private boolean fetch() {
    while (keys.hasNext()) {
      List<Bytes> batch = new ArrayList<>();
      while (keys.hasNext() && batch.size() < BATCH_KEYS) {
        batch.add(keys.next());
      }
      NavigableMap<Bytes, Bytes> found =
          node.locks() ? ctx.transaction().lockExisting(batch) : ctx.transaction().batchGet(batch);
      entries = found.entrySet().iterator();
      if (entries.hasNext()) {
        return true;
      }
    }
    return false;
  }

  /** All combinations of the values of the key's parts. */
  private Set<Bytes> allKeys() {
    List<List<Object>> parts = new ArrayList<>();
    for (int i = 0; i < node.key().size(); i++) {
      parts.add(KeyValues.of(node.key().get(i), ctx.eval()));
    }
    TreeSet<Bytes> all = new TreeSet<>();
    combine(parts, new @Nullable Object[parts.size()], 0, all);
    return all;
  }

  private void combine(
      List<List<Object>> parts, @Nullable Object[] values, int at, Set<Bytes> into) {
    if (at == parts.size()) {
      if (into.add(node.rows().keyOf(values.clone()))) {
        ctx.memory().reserve(KEY_BYTES);
        heldBytes += KEY_BYTES;
      }
      return;
    }
    for (Object value : parts.get(at)) {
      ctx.step();
      values[at] = value;
      combine(parts, values, at + 1, into);
    }
  }

  @Override
  public void close() {
    keys = List.<Bytes>of().iterator();
    entries = List.<Map.Entry<Bytes, Bytes>>of().iterator();
    ctx.memory().release(heldBytes);
    heldBytes = 0;
  }
}

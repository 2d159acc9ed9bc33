package io.holdfast.sql.exec;

import io.holdfast.client.txn.KeyValue;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.sql.expr.Expr;
import io.holdfast.sql.plan.logical.JoinKind;
import io.holdfast.sql.plan.physical.LookupJoin;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Looks the partners of left rows up by their primary key, many left rows at a time. */
final class LookupJoinSource implements RowSource {
  /** The first batch is small: a reader with a LIMIT may need no more. */
  private static final int FIRST_BATCH_ROWS = 16;

  private static final int BATCH_ROWS_MAX = 1024;

  private final LookupJoin node;
  private final RowSource left;
  private final ExecutionContext ctx;
  private final int leftWidth;
  private final int rightWidth;
  private final Deque<@Nullable Object[]> ready = new ArrayDeque<>();
  private @Nullable StoredRow stored;
  private int batchRows = FIRST_BATCH_ROWS;
  private boolean leftDone;

  LookupJoinSource(LookupJoin node, RowSource left, ExecutionContext ctx) {
    this.node = node;
    this.left = left;
    this.ctx = ctx;
    this.leftWidth = node.left().shape().width();
    this.rightWidth = node.right().shape().width();
  }

  @Override
  public @Nullable Object @Nullable [] next() {
    while (ready.isEmpty() && !leftDone) {
      joinBatch();
    }
    return ready.poll();
  }

  private void joinBatch() {
    List<@Nullable Object[]> rows = new ArrayList<>();
    List<@Nullable Bytes> keys = new ArrayList<>();
    TreeSet<Bytes> wanted = new TreeSet<>();
    while (rows.size() < batchRows) {
      @Nullable Object[] row = left.next();
      if (row == null) {
        leftDone = true;
        break;
      }
      @Nullable Object[] values = KeyValues.of(node.right().key(), row, ctx.eval());
      Bytes key = values == null ? null : node.right().rows().keyOf(values);
      rows.add(row);
      keys.add(key);
      if (key != null) {
        wanted.add(key);
      }
    }
    batchRows = Math.min(2 * batchRows, BATCH_ROWS_MAX);
    Map<Bytes, Bytes> found = read(wanted);
    for (int i = 0; i < rows.size(); i++) {
      Bytes key = keys.get(i);
      Bytes value = key == null ? null : found.get(key);
      join(rows.get(i), key == null || value == null ? null : reader().row(key, value));
    }
  }

  private StoredRow reader() {
    StoredRow reader = stored;
    if (reader == null) {
      reader =
          new StoredRow(node.right().scanId(), node.right().decoder(), node.right().filter(), ctx);
      stored = reader;
    }
    return reader;
  }

  private Map<Bytes, Bytes> read(Set<Bytes> wanted) {
    KeyValue only = reader().only();
    if (only != null) {
      return wanted.contains(only.key()) ? Map.of(only.key(), only.value()) : Map.of();
    }
    if (wanted.isEmpty()) {
      return Map.of();
    }
    NavigableMap<Bytes, Bytes> found = ctx.transaction().batchGet(wanted);
    return found;
  }

  private void join(@Nullable Object[] leftRow, @Nullable Object @Nullable [] rightRow) {
    ctx.step();
    @Nullable Object[] pair = null;
    if (rightRow != null) {
      pair = pair(leftRow, rightRow);
      Expr residual = node.residual();
      if (residual != null && !residual.test(pair, ctx.eval())) {
        pair = null;
      }
    }
    JoinKind kind = node.kind();
    if (kind == JoinKind.SEMI || kind == JoinKind.ANTI) {
      if ((pair != null) == (kind == JoinKind.SEMI)) {
        ready.add(leftRow);
      }
    } else if (pair != null) {
      ready.add(pair);
    } else if (kind == JoinKind.LEFT) {
      ready.add(pair(leftRow, null));
    }
  }

  private @Nullable Object[] pair(
      @Nullable Object[] leftPart, @Nullable Object @Nullable [] rightPart) {
    @Nullable Object[] pair = new Object[leftWidth + rightWidth];
    System.arraycopy(leftPart, 0, pair, 0, leftWidth);
    if (rightPart != null) {
      System.arraycopy(rightPart, 0, pair, leftWidth, rightWidth);
    }
    return pair;
  }

  @Override
  public void close() {
    left.close();
    leftDone = true;
    ready.clear();
  }
}

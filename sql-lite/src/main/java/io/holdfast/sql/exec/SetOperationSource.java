package io.holdfast.sql.exec;

import io.holdfast.sql.plan.logical.SetOp;
import io.holdfast.sql.plan.physical.SetOperation;
import io.holdfast.sql.type.SqlType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * UNION, INTERSECT, EXCEPT. The last two count the right rows first, then let the left ones through
 * that find (or do not find) one of them.
 */
final class SetOperationSource implements RowSource {
  private static final int ENTRY_BYTES = 64;

  private final SetOperation node;
  private final RowSource left;
  private final RowSource right;
  private final ExecutionContext ctx;
  private final List<SqlType> types;

  /** Right rows left to be matched; {@code DONE} for a row that came out already. */
  private final Map<Object, Integer> counts = new HashMap<>();

  private static final Integer DONE = -1;
  private boolean counted;
  private boolean leftDone;
  private long heldBytes;

  private SetOperationSource(
      SetOperation node, RowSource left, RowSource right, ExecutionContext ctx) {
    this.node = node;
    this.left = left;
    this.right = right;
    this.ctx = ctx;
    this.types = node.shape().types();
  }

  static RowSource open(SetOperation node, ExecutionContext ctx) {
    return new SetOperationSource(
        node, Operators.open(node.left(), ctx), Operators.open(node.right(), ctx), ctx);
  }

  @Override
  public @Nullable Object @Nullable [] next() {
    if (node.kind() == SetOp.Kind.UNION) {
      return nextOfUnion();
    }
    if (!counted) {
      counted = true;
      for (@Nullable Object[] row = right.next(); row != null; row = right.next()) {
        ctx.step();
        book(row);
        counts.merge(HashKeys.keyOf(row, types), 1, Integer::sum);
      }
    }
    while (true) {
      ctx.step();
      @Nullable Object[] row = left.next();
      if (row == null || passes(HashKeys.keyOf(row, types), row)) {
        return row;
      }
    }
  }

  private @Nullable Object @Nullable [] nextOfUnion() {
    while (true) {
      ctx.step();
      @Nullable Object[] row = leftDone ? null : left.next();
      if (row == null) {
        leftDone = true;
        row = right.next();
      }
      if (row == null || node.all()) {
        return row;
      }
      if (counts.put(HashKeys.keyOf(row, types), DONE) == null) {
        book(row);
        return row;
      }
    }
  }

  private boolean passes(Object key, @Nullable Object[] row) {
    int count = counts.getOrDefault(key, 0);
    if (node.all()) {
      if (count > 0) {
        counts.put(key, count - 1);
      }
      return (count > 0) == (node.kind() == SetOp.Kind.INTERSECT);
    }
    if (count == DONE || (count > 0) != (node.kind() == SetOp.Kind.INTERSECT)) {
      return false;
    }
    if (count == 0) {
      book(row);
    }
    counts.put(key, DONE);
    return true;
  }

  private void book(@Nullable Object[] row) {
    long bytes = ENTRY_BYTES + MemoryTracker.sizeOf(row);
    ctx.memory().reserve(bytes);
    heldBytes += bytes;
  }

  @Override
  public void close() {
    left.close();
    right.close();
    counts.clear();
    ctx.memory().release(heldBytes);
    heldBytes = 0;
  }
}

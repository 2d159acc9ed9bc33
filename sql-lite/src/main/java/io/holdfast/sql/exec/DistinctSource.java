package io.holdfast.sql.exec;

import io.holdfast.sql.plan.physical.DistinctRows;
import io.holdfast.sql.type.BaseType;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The first row of each group of rows with equal keys, as soon as it comes. */
final class DistinctSource implements RowSource {
  private static final int ENTRY_BYTES = 48;

  private final RowSource input;
  private final ExecutionContext ctx;
  private final int[] columns;
  private final BaseType[] types;
  private final boolean sorted;
  private final Set<Object> known = new HashSet<>();
  private @Nullable Object last;
  private long heldBytes;

  DistinctSource(DistinctRows node, RowSource input, ExecutionContext ctx) {
    this.input = input;
    this.ctx = ctx;
    this.sorted = node.sorted();
    this.columns = node.keys().stream().mapToInt(Integer::intValue).toArray();
    this.types =
        node.keys().stream()
            .map(column -> node.shape().type(column).base())
            .toArray(BaseType[]::new);
  }

  @Override
  public @Nullable Object @Nullable [] next() {
    while (true) {
      ctx.step();
      @Nullable Object[] row = input.next();
      if (row == null || isNew(row)) {
        return row;
      }
    }
  }

  private boolean isNew(@Nullable Object[] row) {
    Object key = HashKeys.keyOf(row, columns, types);
    if (sorted) {
      boolean differs = !key.equals(last);
      last = key;
      return differs;
    }
    if (!known.add(key)) {
      return false;
    }
    long bytes = ENTRY_BYTES + MemoryTracker.sizeOf(row);
    ctx.memory().reserve(bytes);
    heldBytes += bytes;
    return true;
  }

  @Override
  public void close() {
    input.close();
    known.clear();
    ctx.memory().release(heldBytes);
    heldBytes = 0;
  }
}

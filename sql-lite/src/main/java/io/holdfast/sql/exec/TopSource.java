package io.holdfast.sql.exec;

import io.holdfast.sql.plan.physical.TopRows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** The first rows of an order; holds no more than it may have to hand out. */
final class TopSource implements RowSource {
  private final TopRows node;
  private final RowSource input;
  private final ExecutionContext ctx;
  private final RowOrder order;
  private @Nullable List<@Nullable Object[]> rows;
  private int next;
  private long heldBytes;

  TopSource(TopRows node, RowSource input, ExecutionContext ctx) {
    this.node = node;
    this.input = input;
    this.ctx = ctx;
    this.order = RowOrder.of(node.keys(), node.shape().types());
  }

  /** A row and when it came: equal rows keep their order. */
  private static final class Numbered {
    final @Nullable Object[] row;
    final long number;

    Numbered(@Nullable Object[] row, long number) {
      this.row = row;
      this.number = number;
    }
  }

  @Override
  public @Nullable Object @Nullable [] next() {
    List<@Nullable Object[]> top = rows;
    if (top == null) {
      long skip = LimitSource.offset(node.offset(), ctx.eval());
      long count = LimitSource.count(node.count(), ctx.eval());
      long wanted = count > Long.MAX_VALUE - skip ? Long.MAX_VALUE : count + skip;
      top = count == 0 ? List.of() : select(wanted);
      next = (int) Math.min(skip, top.size());
      rows = top;
    }
    return next == top.size() ? null : top.get(next++);
  }

  private List<@Nullable Object[]> select(long wanted) {
    Comparator<Numbered> worstFirst =
        (a, b) -> {
          int difference = order.compare(b.row, a.row);
          return difference != 0 ? difference : Long.compare(b.number, a.number);
        };
    PriorityQueue<Numbered> heap = new PriorityQueue<>(16, worstFirst);
    long number = 0;
    for (@Nullable Object[] row = input.next(); row != null; row = input.next()) {
      ctx.step();
      Numbered worst = heap.peek();
      if (heap.size() >= wanted && worst != null) {
        if (order.compare(row, worst.row) >= 0) {
          continue;
        }
        heap.poll();
        book(-MemoryTracker.sizeOf(worst.row));
      }
      book(MemoryTracker.sizeOf(row));
      heap.add(new Numbered(row, number++));
    }
    Numbered[] sorted = heap.toArray(new Numbered[0]);
    Arrays.sort(sorted, ctx.stepping(worstFirst.reversed()));
    List<@Nullable Object[]> result = new ArrayList<>(sorted.length);
    for (Numbered each : sorted) {
      result.add(each.row);
    }
    return result;
  }

  private void book(long bytes) {
    ctx.memory().reserve(bytes);
    heldBytes += bytes;
  }

  @Override
  public void close() {
    input.close();
    rows = List.of();
    next = 0;
    ctx.memory().release(heldBytes);
    heldBytes = 0;
  }
}

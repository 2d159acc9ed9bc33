package io.holdfast.sql.exec;

import io.holdfast.sql.expr.EvalContext;
import io.holdfast.sql.plan.logical.JoinKind;
import io.holdfast.sql.plan.physical.HashJoin;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Builds a table out of the right rows, then looks the partners of each left row up. */
final class HashJoinSource implements RowSource {
  private static final int ENTRY_BYTES = 64;

  private final HashJoin node;
  private final RowSource left;
  private final RowSource right;
  private final ExecutionContext ctx;
  private final EvalContext eval;
  private final HashKeys leftKeys;
  private final HashKeys rightKeys;
  private final int leftWidth;
  private final int rightWidth;
  private final Map<Object, Entry> table = new HashMap<>();

  /** Right rows in the order they came; only kept when those without a partner are wanted. */
  private final List<Entry> all = new ArrayList<>();

  private boolean built;
  private @Nullable Object @Nullable [] leftRow;
  private @Nullable Entry candidate;
  private boolean matched;
  private int unmatchedAt = -1;
  private long heldBytes;

  HashJoinSource(HashJoin node, RowSource left, RowSource right, ExecutionContext ctx) {
    this.node = node;
    this.left = left;
    this.right = right;
    this.ctx = ctx;
    this.eval = ctx.eval();
    this.leftKeys = new HashKeys(node.leftKeys(), false);
    this.rightKeys = new HashKeys(node.rightKeys(), false);
    this.leftWidth = node.left().shape().width();
    this.rightWidth = node.right().shape().width();
  }

  /** A right row in the table. */
  private static final class Entry {
    final @Nullable Object[] row;
    @Nullable Entry next;
    Entry last;
    boolean matched;

    Entry(@Nullable Object[] row) {
      this.row = row;
      this.last = this;
    }
  }

  private boolean keepsRight() {
    return node.kind() == JoinKind.RIGHT || node.kind() == JoinKind.FULL;
  }

  private void build() {
    for (@Nullable Object[] row = right.next(); row != null; row = right.next()) {
      ctx.step();
      Object key = rightKeys.key(row, eval);
      if (key == null && !keepsRight()) {
        continue;
      }
      long bytes = ENTRY_BYTES + MemoryTracker.sizeOf(row);
      ctx.memory().reserve(bytes);
      heldBytes += bytes;
      Entry entry = new Entry(row);
      if (keepsRight()) {
        all.add(entry);
      }
      if (key != null) {
        insert(key, entry);
      }
    }
    right.close();
  }

  /** At the end of its chain: partners come out in the order they came in. */
  private void insert(Object key, Entry entry) {
    Entry first = table.putIfAbsent(key, entry);
    if (first != null) {
      first.last.next = entry;
      first.last = entry;
    }
  }

  @Override
  public @Nullable Object @Nullable [] next() {
    if (!built) {
      built = true;
      build();
    }
    while (unmatchedAt < 0) {
      ctx.step();
      @Nullable Object[] current = leftRow;
      if (current == null) {
        current = left.next();
        if (current == null) {
          unmatchedAt = 0;
          break;
        }
        leftRow = current;
        matched = false;
        Object key = leftKeys.key(current, eval);
        candidate = key == null ? null : table.get(key);
      }
      @Nullable Object[] out = nextOf(current);
      if (out != null) {
        return out;
      }
    }
    return nextUnmatched();
  }

  /** The next row that the current left row takes part in; null when it is done. */
  private @Nullable Object @Nullable [] nextOf(@Nullable Object[] current) {
    while (candidate != null) {
      ctx.step();
      Entry entry = candidate;
      candidate = entry.next;
      @Nullable Object[] pair = pair(current, entry.row);
      if (node.residual() != null && !node.residual().test(pair, eval)) {
        continue;
      }
      matched = true;
      entry.matched = true;
      if (node.kind() == JoinKind.ANTI) {
        candidate = null;
      } else if (node.kind() == JoinKind.SEMI) {
        leftRow = null;
        return current;
      } else {
        return pair;
      }
    }
    leftRow = null;
    if (matched) {
      return null;
    }
    return switch (node.kind()) {
      case LEFT, FULL -> pair(current, null);
      case ANTI -> current;
      default -> null;
    };
  }

  private @Nullable Object @Nullable [] nextUnmatched() {
    while (unmatchedAt < all.size()) {
      ctx.step();
      Entry entry = all.get(unmatchedAt++);
      if (!entry.matched) {
        return pair(null, entry.row);
      }
    }
    return null;
  }

  private @Nullable Object[] pair(
      @Nullable Object @Nullable [] leftPart, @Nullable Object @Nullable [] rightPart) {
    @Nullable Object[] pair = new Object[leftWidth + rightWidth];
    if (leftPart != null) {
      System.arraycopy(leftPart, 0, pair, node.leftFirst() ? 0 : rightWidth, leftWidth);
    }
    if (rightPart != null) {
      System.arraycopy(rightPart, 0, pair, node.leftFirst() ? leftWidth : 0, rightWidth);
    }
    return pair;
  }

  @Override
  public void close() {
    left.close();
    right.close();
    table.clear();
    all.clear();
    built = true;
    leftRow = null;
    candidate = null;
    unmatchedAt = 0;
    ctx.memory().release(heldBytes);
    heldBytes = 0;
  }
}

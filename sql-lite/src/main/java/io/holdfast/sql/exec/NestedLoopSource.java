package io.holdfast.sql.exec;

import io.holdfast.sql.expr.EvalContext;
import io.holdfast.sql.plan.logical.JoinKind;
import io.holdfast.sql.plan.logical.OuterFeed;
import io.holdfast.sql.plan.physical.NestedLoopJoin;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Each left row with all right rows. A lateral right side runs again for each left row; another one
 * runs once, its rows are kept.
 */
final class NestedLoopSource implements RowSource {

  private final NestedLoopJoin node;
  private final RowSource left;
  private final ExecutionContext ctx;
  private final EvalContext eval;
  private final int leftWidth;
  private final int rightWidth;
  private final BitSet rightMatched = new BitSet();
  private @Nullable List<@Nullable Object[]> kept;
  private @Nullable RowSource lateral;
  private @Nullable Object @Nullable [] leftRow;
  private int rightAt;
  private boolean matched;
  private boolean leftDone;
  private long heldBytes;

  NestedLoopSource(NestedLoopJoin node, RowSource left, ExecutionContext ctx) {
    this.node = node;
    this.left = left;
    this.ctx = ctx;
    this.eval = ctx.eval();
    this.leftWidth = node.left().shape().width();
    this.rightWidth = node.right().shape().width();
  }

  @Override
  public @Nullable Object @Nullable [] next() {
    while (!leftDone) {
      @Nullable Object[] current = leftRow;
      if (current == null) {
        current = left.next();
        if (current == null) {
          leftDone = true;
          rightAt = 0;
          break;
        }
        begin(current);
      }
      @Nullable Object[] out = nextOf(current);
      if (out != null) {
        return out;
      }
    }
    return node.kind() == JoinKind.FULL || node.kind() == JoinKind.RIGHT ? nextUnmatched() : null;
  }

  private void begin(@Nullable Object[] row) {
    leftRow = row;
    matched = false;
    rightAt = 0;
    if (!node.feeds().isEmpty()) {
      for (OuterFeed feed : node.feeds()) {
        eval.setExecParam(feed.execParam(), feed.value().eval(row, eval));
      }
      lateral = Operators.open(node.right(), ctx);
    } else if (kept == null) {
      kept = keepRight();
    }
  }

  private List<@Nullable Object[]> keepRight() {
    List<@Nullable Object[]> rows = new ArrayList<>();
    try (RowSource right = Operators.open(node.right(), ctx)) {
      for (@Nullable Object[] row = right.next(); row != null; row = right.next()) {
        ctx.step();
        long bytes = MemoryTracker.sizeOf(row);
        ctx.memory().reserve(bytes);
        heldBytes += bytes;
        rows.add(row);
      }
    }
    return rows;
  }

  private @Nullable Object @Nullable [] nextRight() {
    ctx.step();
    if (lateral != null) {
      return lateral.next();
    }
    return kept == null || rightAt == kept.size() ? null : kept.get(rightAt++);
  }

  private @Nullable Object @Nullable [] nextOf(@Nullable Object[] current) {
    for (@Nullable Object[] row = nextRight(); row != null; row = nextRight()) {
      @Nullable Object[] pair = pair(current, row);
      if (node.condition() != null && !node.condition().test(pair, eval)) {
        continue;
      }
      matched = true;
      if (node.kind() == JoinKind.SEMI) {
        endLeft();
        return current;
      }
      if (node.kind() == JoinKind.ANTI) {
        break;
      }
      if (node.kind() == JoinKind.FULL || node.kind() == JoinKind.RIGHT) {
        rightMatched.set(rightAt - 1);
      }
      return pair;
    }
    endLeft();
    if (matched) {
      return null;
    }
    return switch (node.kind()) {
      case LEFT, FULL -> pair(current, null);
      case ANTI -> current;
      default -> null;
    };
  }

  private void endLeft() {
    leftRow = null;
    if (lateral != null) {
      lateral.close();
      lateral = null;
    }
  }

  private @Nullable Object @Nullable [] nextUnmatched() {
    List<@Nullable Object[]> rows = kept;
    if (rows == null) {
      rows = keepRight();
      kept = rows;
    }
    while (rightAt < rows.size()) {
      ctx.step();
      int at = rightAt++;
      if (!rightMatched.get(at)) {
        return pair(null, rows.get(at));
      }
    }
    return null;
  }

  private @Nullable Object[] pair(
      @Nullable Object @Nullable [] leftPart, @Nullable Object @Nullable [] rightPart) {
    @Nullable Object[] pair = new Object[leftWidth + rightWidth];
    if (leftPart != null) {
      System.arraycopy(leftPart, 0, pair, 0, leftWidth);
    }
    if (rightPart != null) {
      System.arraycopy(rightPart, 0, pair, leftWidth, rightWidth);
    }
    return pair;
  }

  @Override
  public void close() {
    left.close();
    endLeft();
    leftDone = true;
    kept = List.of();
    ctx.memory().release(heldBytes);
    heldBytes = 0;
  }
}

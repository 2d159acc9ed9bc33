package io.holdfast.sql.exec;

import io.holdfast.sql.plan.physical.RecursiveRows;
import io.holdfast.sql.type.SqlType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** WITH RECURSIVE: each round's rows come out and feed the next round, until one finds nothing. */
final class RecursiveSource implements RowSource {
  private static final int ENTRY_BYTES = 64;

  private final RecursiveRows node;
  private final ExecutionContext ctx;
  private final List<SqlType> types;
  private final Set<Object> known = new HashSet<>();
  private @Nullable RowSource round;
  private @Nullable CteRows lastRound;
  private List<@Nullable Object[]> found = new ArrayList<>();
  private boolean done;
  private long heldBytes;

  RecursiveSource(RecursiveRows node, ExecutionContext ctx) {
    this.node = node;
    this.ctx = ctx;
    this.types = node.shape().types();
  }

  @Override
  public @Nullable Object @Nullable [] next() {
    while (!done) {
      @Nullable Object[] row = nextOfRound();
      if (row == null) {
        beginRound();
      } else if (node.all() || known.add(HashKeys.keyOf(row, types))) {
        long bytes = ENTRY_BYTES + MemoryTracker.sizeOf(row);
        ctx.memory().reserve(bytes);
        heldBytes += bytes;
        found.add(row);
        return row;
      }
    }
    return null;
  }

  /** While the step runs, its scans of this expression read what the last round has found. */
  private @Nullable Object @Nullable [] nextOfRound() {
    // The number may also be that of the whole expression, which others read at the same time.
    CteRows before = ctx.setCte(node.cte(), lastRound);
    try {
      RowSource running = round;
      if (running == null) {
        running = Operators.open(lastRound == null ? node.base() : node.step(), ctx);
        round = running;
      }
      return running.next();
    } finally {
      ctx.setCte(node.cte(), before);
    }
  }

  private void beginRound() {
    closeRound();
    ctx.eval().checkCancel();
    if (found.isEmpty()) {
      done = true;
      return;
    }
    lastRound = new CteRows(found);
    if (node.all()) {
      // The rows of earlier rounds are of no use any more.
      ctx.memory().release(heldBytes);
      heldBytes = 0;
    }
    found = new ArrayList<>();
  }

  private void closeRound() {
    if (round != null) {
      round.close();
      round = null;
    }
  }

  @Override
  public void close() {
    done = true;
    closeRound();
    known.clear();
    found = new ArrayList<>();
    ctx.memory().release(heldBytes);
    heldBytes = 0;
  }
}

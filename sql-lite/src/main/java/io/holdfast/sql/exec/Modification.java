package io.holdfast.sql.exec;

import io.holdfast.sql.expr.Expr;
import io.holdfast.sql.plan.physical.row.TableRows;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A statement that changes a table. All of it is done before the first row of RETURNING comes out,
 * so that a reader that stops early changes nothing.
 */
abstract class Modification implements RowSource {
  /** Rows that are locked and written together. */
  static final int BATCH_ROWS = 512;

  final ExecutionContext ctx;
  final TableRows rows;
  private final List<Expr> returning;
  private final List<@Nullable Object[]> returned = new ArrayList<>();
  private boolean done;
  private int next;
  private long affected;
  private long heldBytes;

  Modification(TableRows rows, List<Expr> returning, ExecutionContext ctx) {
    this.rows = rows;
    this.returning = returning;
    this.ctx = ctx;
  }

  /** Does the whole work. */
  abstract void run();

  /** The first word of the command tag. */
  abstract String command();

  /** A row was changed; {@code row} is what RETURNING speaks of. */
  final void changed(@Nullable Object[] row) {
    affected++;
    if (!returning.isEmpty()) {
      @Nullable Object[] out = ProjectSource.compute(returning, row, ctx.eval());
      long bytes = MemoryTracker.sizeOf(out);
      ctx.memory().reserve(bytes);
      heldBytes += bytes;
      returned.add(out);
    }
  }

  @Override
  public final @Nullable Object @Nullable [] next() {
    if (!done) {
      done = true;
      ctx.transaction().requireWritable(command());
      beginWriting(rows, ctx);
      run();
    }
    return next == returned.size() ? null : returned.get(next++);
  }

  /** Tells the transaction which table is written to: its commit fails if others keep it. */
  static void beginWriting(TableRows rows, ExecutionContext ctx) {
    ctx.transaction().writeTable(Integer.toUnsignedLong(rows.table().oid()));
  }

  /** How many rows were changed. */
  final long affected() {
    return affected;
  }

  @Override
  public void close() {
    done = true;
    returned.clear();
    next = 0;
    ctx.memory().release(heldBytes);
    heldBytes = 0;
  }
}

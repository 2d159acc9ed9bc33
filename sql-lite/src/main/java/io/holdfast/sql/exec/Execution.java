package io.holdfast.sql.exec;

import io.holdfast.sql.plan.physical.DeletePlan;
import io.holdfast.sql.plan.physical.InsertPlan;
import io.holdfast.sql.plan.physical.PhysicalPlan;
import io.holdfast.sql.plan.physical.QueryPlan;
import io.holdfast.sql.plan.physical.UpdatePlan;
import io.holdfast.sql.txn.SqlTransaction;
import org.jspecify.annotations.Nullable;

/**
 * A plan being run. Pull rows until there is none, also of statements that answer no rows: they do
 * their work at the first pull.
 */
public final class Execution implements RowSource {
  private final RowSource source;

  /** The statement whose snapshot the rows come from; null when no stored table is read. */
  private final @Nullable Opened opened;

  private boolean closed;

  /** A statement of a transaction that stays readable until the execution is closed. */
  private record Opened(SqlTransaction transaction, SqlTransaction.Statement statement) {
    static Opened in(SqlTransaction transaction) {
      Opened opened = new Opened(transaction, transaction.statement());
      transaction.opened(opened.statement);
      return opened;
    }
  }

  private Execution(RowSource source, @Nullable SqlTransaction transaction) {
    this.source = source;
    this.opened = transaction == null ? null : Opened.in(transaction);
  }

  /** Begins to run a plan (any but COPY FROM, see {@link CopyIn}); nothing is read yet. */
  public static Execution open(PhysicalPlan plan, ExecutionContext ctx) {
    ctx.begin(plan.facts());
    return new Execution(source(plan, ctx), ctx.transactionIfAny());
  }

  private static RowSource source(PhysicalPlan plan, ExecutionContext ctx) {
    if (plan instanceof QueryPlan query) {
      return Operators.open(query.root(), ctx);
    }
    if (plan instanceof UpdatePlan update) {
      return new UpdateSource(update, ctx);
    }
    if (plan instanceof InsertPlan insert) {
      return new InsertSource(insert, ctx);
    }
    if (plan instanceof DeletePlan delete) {
      return new DeleteSource(delete, ctx);
    }
    throw new IllegalArgumentException(plan.getClass().getSimpleName() + " has no rows");
  }

  @Override
  public @Nullable Object @Nullable [] next() {
    Opened from = opened;
    return from == null || from.transaction.isRunning(from.statement)
        ? source.next()
        : nextOfEarlier(from);
  }

  /** Other statements were begun since: a cursor goes on with the snapshot it was opened with. */
  private @Nullable Object @Nullable [] nextOfEarlier(Opened from) {
    SqlTransaction.Statement running = from.transaction.resume(from.statement);
    try {
      return source.next();
    } finally {
      from.transaction.resume(running);
    }
  }

  /** Rows inserted, updated or deleted; 0 for a query. */
  public long rowsAffected() {
    return source instanceof Modification modification ? modification.affected() : 0;
  }

  @Override
  public void close() {
    Opened from = opened;
    if (!closed && from != null) {
      from.transaction.closed(from.statement);
    }
    closed = true;
    source.close();
  }
}

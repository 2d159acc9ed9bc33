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
  private final SqlTransaction transaction;
  private final SqlTransaction.Statement statement;
  private boolean closed;

  private Execution(RowSource source, SqlTransaction transaction) {
    this.source = source;
    this.transaction = transaction;
    this.statement = transaction.statement();
    transaction.opened(statement);
  }

  /** Begins to run a plan (any but COPY FROM, see {@link CopyIn}); nothing is read yet. */
  public static Execution open(PhysicalPlan plan, ExecutionContext ctx) {
    ctx.begin(plan.facts());
    return new Execution(source(plan, ctx), ctx.transaction());
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
    return transaction.isRunning(statement) ? source.next() : nextOfEarlier();
  }

  /** Other statements were begun since: a cursor goes on with the snapshot it was opened with. */
  private @Nullable Object @Nullable [] nextOfEarlier() {
    SqlTransaction.Statement running = transaction.resume(statement);
    try {
      return source.next();
    } finally {
      transaction.resume(running);
    }
  }

  /** Rows inserted, updated or deleted; 0 for a query. */
  public long rowsAffected() {
    return source instanceof Modification modification ? modification.affected() : 0;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      transaction.closed(statement);
    }
    source.close();
  }
}

package io.holdfast.sql.exec;

import io.holdfast.sql.plan.physical.DeletePlan;
import io.holdfast.sql.plan.physical.InsertPlan;
import io.holdfast.sql.plan.physical.PhysicalPlan;
import io.holdfast.sql.plan.physical.QueryPlan;
import io.holdfast.sql.plan.physical.UpdatePlan;
import org.jspecify.annotations.Nullable;

/**
 * A plan being run. Pull rows until there is none, also of statements that answer no rows: they do
 * their work at the first pull.
 */
public final class Execution implements RowSource {
  private final RowSource source;

  private Execution(RowSource source) {
    this.source = source;
  }

  /** Begins to run a plan (any but COPY FROM, see {@link CopyIn}); nothing is read yet. */
  public static Execution open(PhysicalPlan plan, ExecutionContext ctx) {
    ctx.begin(plan.facts());
    return new Execution(source(plan, ctx));
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
    return source.next();
  }

  /** Rows inserted, updated or deleted; 0 for a query. */
  public long rowsAffected() {
    return source instanceof Modification modification ? modification.affected() : 0;
  }

  @Override
  public void close() {
    source.close();
  }
}

package io.holdfast.sql.plan;

import io.holdfast.sql.plan.logical.BoundCopyTo;
import io.holdfast.sql.plan.logical.BoundDelete;
import io.holdfast.sql.plan.logical.BoundExplain;
import io.holdfast.sql.plan.logical.BoundInsert;
import io.holdfast.sql.plan.logical.BoundQuery;
import io.holdfast.sql.plan.logical.BoundStatement;
import io.holdfast.sql.plan.logical.BoundUpdate;
import io.holdfast.sql.plan.logical.Rel;

/**
 * Turns a tree into one with the same rows (as a multiset; in the same order where the tree says
 * one) and the same columns that costs less. A pure function; thread-safe.
 */
public interface LogicalRewriter {
  /** Leaves everything as it is. */
  LogicalRewriter NONE = rel -> rel;

  /** Another tree with the same rows and columns. */
  Rel rewrite(Rel rel);

  /** The same for one statement: {@code limits} throws when nobody waits for the plan any more. */
  default LogicalRewriter within(Runnable limits) {
    return this;
  }

  /** The statement with its trees rewritten. */
  default BoundStatement rewrite(BoundStatement statement) {
    if (statement instanceof BoundQuery query) {
      return rewriteQuery(query);
    }
    if (statement instanceof BoundInsert insert) {
      return new BoundInsert(
          insert.target(),
          rewrite(insert.source()),
          insert.onConflict(),
          insert.returning(),
          insert.parameterTypes());
    }
    if (statement instanceof BoundUpdate update) {
      return new BoundUpdate(
          update.target(),
          update.scanId(),
          rewrite(update.source()),
          update.assignments(),
          update.returning(),
          update.parameterTypes());
    }
    if (statement instanceof BoundDelete delete) {
      return new BoundDelete(
          delete.target(),
          delete.scanId(),
          rewrite(delete.source()),
          delete.returning(),
          delete.parameterTypes());
    }
    if (statement instanceof BoundExplain explain) {
      return new BoundExplain(rewrite(explain.statement()), explain.options());
    }
    if (statement instanceof BoundCopyTo copy) {
      return new BoundCopyTo(rewriteQuery(copy.query()));
    }
    return statement;
  }

  private BoundQuery rewriteQuery(BoundQuery query) {
    return new BoundQuery(
        rewrite(query.rel()), query.outputColumns(), query.locksRows(), query.parameterTypes());
  }
}

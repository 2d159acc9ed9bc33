package io.holdfast.sql.txn;

import io.holdfast.sql.error.SqlException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Lets another thread end a statement: one token per statement. {@link #cancel} may be called by
 * any thread, the rest by the statement's.
 */
public final class CancelToken {
  private @Nullable SqlException reason;
  private @Nullable CompletableFuture<?> waiting;

  /** Ends the wait the statement is in and lets {@link #check} fail. The first reason stays. */
  public void cancel(SqlException why) {
    CompletableFuture<?> wait;
    synchronized (this) {
      if (reason != null) {
        return;
      }
      reason = why;
      wait = waiting;
    }
    if (wait != null) {
      wait.completeExceptionally(why);
    }
  }

  /** Fails once the statement is cancelled. */
  public synchronized void check() {
    if (reason != null) {
      throw reason;
    }
  }

  /** Makes {@link #cancel} fail {@code wait}; at once if it was called already. */
  public void during(CompletableFuture<?> wait) {
    SqlException why;
    synchronized (this) {
      waiting = wait;
      why = reason;
    }
    if (why != null) {
      wait.completeExceptionally(why);
    }
  }

  /** The wait is over. */
  public synchronized void over() {
    waiting = null;
  }
}

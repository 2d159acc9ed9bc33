package io.holdfast.sql.txn;

import io.holdfast.client.scope.Cancellation;
import io.holdfast.sql.error.SqlException;
import java.util.concurrent.CompletableFuture;

/**
 * Lets another thread end a statement: one token per statement. {@link #cancel} may be called by
 * any thread, the rest by the statement's. What the statement asks the cluster for ends too, by way
 * of {@link StatementLimits#scope}.
 */
public final class CancelToken {
  private final Cancellation cancellation = new Cancellation();
  private Runnable stopWaiting = () -> {};

  /** Ends what the statement waits for and lets {@link #check} fail. The first reason stays. */
  public void cancel(SqlException why) {
    cancellation.cancel(why);
  }

  Cancellation cancellation() {
    return cancellation;
  }

  /** True once the statement is cancelled. */
  public boolean isCancelled() {
    return cancellation.isCancelled();
  }

  /** Fails once the statement is cancelled. */
  public void check() {
    if (cancellation.isCancelled()) {
      throw reason();
    }
  }

  private RuntimeException reason() {
    RuntimeException reason = cancellation.reason();
    return reason == null ? TxnErrors.userRequest() : reason;
  }

  /** Makes {@link #cancel} fail {@code wait}; at once if it was called already. */
  public void during(CompletableFuture<?> wait) {
    stopWaiting = cancellation.onCancel(() -> wait.completeExceptionally(reason()));
  }

  /** The wait is over. */
  public void over() {
    stopWaiting.run();
  }
}

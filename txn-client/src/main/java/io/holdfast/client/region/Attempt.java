package io.holdfast.client.region;

import io.holdfast.client.rpc.RetryBudget;
import io.holdfast.client.rpc.RetryReason;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of one request to a region: an answer, or the reason to try again, after which the
 * region must be located afresh.
 *
 * @param maybeExecuted the request may have taken effect although there is no answer
 */
public record Attempt<A>(
    @Nullable A answer,
    @Nullable RetryReason reason,
    long atLeastNanos,
    boolean maybeExecuted,
    String why) {
  static <A> Attempt<A> answered(A answer) {
    return new Attempt<>(answer, null, 0, false, "");
  }

  static <A> Attempt<A> again(RetryReason reason, String why) {
    return new Attempt<>(null, reason, 0, false, why);
  }

  static <A> Attempt<A> again(RetryReason reason, long atLeastNanos, String why) {
    return new Attempt<>(null, reason, atLeastNanos, false, why);
  }

  static <A> Attempt<A> unknown(RetryReason reason, String why) {
    return new Attempt<>(null, reason, 0, true, why);
  }

  /** Waits before the next try, or fails when the budget ends. Only without an answer. */
  public CompletableFuture<Void> pause(RetryBudget budget) {
    RetryReason why = reason;
    if (why == null) {
      throw new IllegalStateException("an answered attempt needs no pause");
    }
    return budget.pause(why, atLeastNanos, this.why, null);
  }
}

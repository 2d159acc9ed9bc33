package io.holdfast.client;

import io.holdfast.client.error.RetryableException;
import io.holdfast.client.rpc.Async;
import io.holdfast.client.rpc.Operations;
import io.holdfast.client.scope.CallScope;
import io.holdfast.client.txn.Transaction;
import io.holdfast.runtime.base.Backoff;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;

/** The retry loop of {@code transactAsync}. Its steps run on the callback loop, one at a time. */
final class AsyncTransact<R> {
  /** Says when to stop. */
  @FunctionalInterface
  interface Limit {
    boolean reached(int attempt, long delayNanos);
  }

  /** Makes the last error. */
  @FunctionalInterface
  interface GaveUp {
    Throwable after(int attempts, Throwable reason);
  }

  private final Operations operations;
  private final Supplier<CompletableFuture<Transaction>> begin;
  private final Function<? super Transaction, ? extends CompletableFuture<R>> body;
  private final CallScope scope;
  private final Backoff backoff;
  private final Limit limit;
  private final GaveUp gaveUp;
  private final CompletableFuture<R> result = new CompletableFuture<>();
  private int attempts;

  AsyncTransact(
      Operations operations,
      Supplier<CompletableFuture<Transaction>> begin,
      Function<? super Transaction, ? extends CompletableFuture<R>> body,
      CallScope scope,
      Backoff backoff,
      Limit limit,
      GaveUp gaveUp) {
    this.operations = operations;
    this.begin = begin;
    this.body = body;
    this.scope = scope;
    this.backoff = backoff;
    this.limit = limit;
    this.gaveUp = gaveUp;
  }

  CompletableFuture<R> run() {
    attempt();
    return result;
  }

  private void attempt() {
    attempts++;
    Async.then(
        operations.handOut(begin.get()),
        result,
        (tx, failure) -> {
          if (failure != null) {
            failed(failure);
          } else {
            execute(tx);
          }
        });
  }

  private void execute(Transaction tx) {
    Async.then(
        body.apply(tx),
        result,
        (value, failure) -> {
          if (failure != null) {
            tx.close();
            failed(failure);
          } else if (!tx.isActive()) {
            result.complete(value);
          } else {
            Async.then(
                tx.commitAsync(),
                result,
                (committed, refused) -> {
                  if (refused != null) {
                    failed(refused);
                  } else {
                    result.complete(value);
                  }
                });
          }
        });
  }

  private void failed(Throwable failure) {
    if (!(failure instanceof RetryableException)) {
      result.completeExceptionally(failure);
      return;
    }
    long delayNanos = backoff.nextDelayNanos();
    if (limit.reached(attempts, delayNanos)) {
      result.completeExceptionally(gaveUp.after(attempts, failure));
    } else {
      Async.onSuccess(
          operations.handOut(operations.pause(delayNanos, scope)), result, due -> attempt());
    }
  }
}

package io.holdfast.client.rpc;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * Continuations that cannot lose an error: what a step throws fails the operation's result instead
 * of vanishing in a derived future, where the caller would wait for ever.
 */
public final class Async {
  private Async() {}

  /** A step of an operation; exactly one argument is meaningful. */
  @FunctionalInterface
  public interface Step<T> {
    /** {@code failure} is null iff the step before succeeded. */
    void run(T value, @Nullable Throwable failure);
  }

  /** A step that follows a success. */
  @FunctionalInterface
  public interface Success<T> {
    /** Takes the value of the step before. */
    void run(T value);
  }

  /** Runs {@code step} when {@code future} is done, on the thread that completed it. */
  public static <T> void then(
      CompletableFuture<T> future, CompletableFuture<?> result, Step<T> step) {
    var unused =
        future.whenComplete(
            (value, failure) -> {
              try {
                step.run(value, failure == null ? null : unwrap(failure));
              } catch (Throwable thrown) {
                result.completeExceptionally(thrown);
              }
            });
  }

  /** Runs {@code step} after a success; a failure passes to {@code result}. */
  public static <T> void onSuccess(
      CompletableFuture<T> future, CompletableFuture<?> result, Success<T> step) {
    then(
        future,
        result,
        (value, failure) -> {
          if (failure != null) {
            result.completeExceptionally(failure);
          } else {
            step.run(value);
          }
        });
  }

  /** Hands on value or failure. */
  public static <T> void pipe(CompletableFuture<T> from, CompletableFuture<T> to) {
    onSuccess(from, to, to::complete);
  }

  /** The failure behind the wrapper that derived futures put around it. */
  public static Throwable unwrap(Throwable failure) {
    Throwable cause = failure.getCause();
    return failure instanceof CompletionException && cause != null ? cause : failure;
  }
}

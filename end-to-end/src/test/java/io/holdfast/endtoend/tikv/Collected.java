package io.holdfast.endtoend.tikv;

import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Everything a stream answers, once it has ended well.
 *
 * @param <T> the answers
 */
final class Collected<T> implements StreamObserver<T> {
  private final List<T> answers = new ArrayList<>(); // Guarded by this.
  private final CompletableFuture<List<T>> done = new CompletableFuture<>();

  @Override
  public synchronized void onNext(T answer) {
    answers.add(answer);
  }

  @Override
  public void onError(Throwable cause) {
    done.completeExceptionally(cause);
  }

  @Override
  public synchronized void onCompleted() {
    done.complete(List.copyOf(answers));
  }

  List<T> await() {
    try {
      return done.get(Wire.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new AssertionError("the stream did not end well", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}

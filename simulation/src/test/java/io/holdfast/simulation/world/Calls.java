package io.holdfast.simulation.world;

import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Observers for tests. */
final class Calls {
  private Calls() {}

  /** Collects what a call answers. */
  static final class Collector<T> implements StreamObserver<T> {
    final List<T> values = new ArrayList<>();
    final CompletableFuture<List<T>> done = new CompletableFuture<>();
    @Nullable Throwable error;

    @Override
    public void onNext(T value) {
      values.add(value);
    }

    @Override
    public void onError(Throwable cause) {
      error = cause;
      done.completeExceptionally(cause);
    }

    @Override
    public void onCompleted() {
      done.complete(values);
    }
  }
}

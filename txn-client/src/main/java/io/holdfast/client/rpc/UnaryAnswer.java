package io.holdfast.client.rpc;

import io.grpc.stub.StreamObserver;
import io.holdfast.runtime.loop.EventLoop;
import org.jspecify.annotations.Nullable;

/** The answer to a call of its own. Called on threads of the network, told on the client's loop. */
final class UnaryAnswer<A> implements StreamObserver<A> {
  private final EventLoop loop;
  private final Underway<A> call;
  private volatile @Nullable A answer;

  UnaryAnswer(EventLoop loop, Underway<A> call) {
    this.loop = loop;
    this.call = call;
  }

  @Override
  public void onNext(A value) {
    answer = value;
  }

  @Override
  public void onError(Throwable failure) {
    loop.execute(() -> call.failed(failure));
  }

  @Override
  public void onCompleted() {
    loop.execute(
        () -> {
          A value = answer;
          if (value == null) {
            call.failed(new IllegalStateException("closed without an answer"));
          } else {
            call.answered(value);
          }
        });
  }
}

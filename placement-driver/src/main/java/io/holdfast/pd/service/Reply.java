package io.holdfast.pd.service;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.holdfast.runtime.base.Invariant;

/** The one answer of a unary call. Used on {@code pd-loop}, at once or later. */
final class Reply<R> {
  private final StreamObserver<R> out;
  private boolean answered;

  Reply(StreamObserver<R> out) {
    this.out = out;
  }

  void ok(R response) {
    once();
    out.onNext(response);
    out.onCompleted();
  }

  void fail(Status status) {
    once();
    out.onError(status.asRuntimeException());
  }

  private void once() {
    Invariant.check(!answered, "A call is answered once");
    answered = true;
  }
}

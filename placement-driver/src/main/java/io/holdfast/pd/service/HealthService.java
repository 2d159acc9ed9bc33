package io.holdfast.pd.service;

import io.grpc.stub.StreamObserver;
import io.holdfast.protocol.wire.health.HealthCheckRequest;
import io.holdfast.protocol.wire.health.HealthCheckResponse;
import io.holdfast.protocol.wire.health.HealthCheckResponse.ServingStatus;
import io.holdfast.protocol.wire.health.HealthGrpc;

/**
 * {@code grpc.health.v1}: healthy means that this member leads, its loop answers, and it hands out
 * ids and timestamps.
 */
final class HealthService extends HealthGrpc.HealthImplBase {
  private final Calls calls;

  HealthService(Calls calls) {
    this.calls = calls;
  }

  @Override
  public void check(HealthCheckRequest request, StreamObserver<HealthCheckResponse> out) {
    calls.hop(out, reply -> reply.ok(status()));
  }

  /** Answers once and leaves the stream open; changes are seen by whoever checks again. */
  @Override
  public void watch(HealthCheckRequest request, StreamObserver<HealthCheckResponse> out) {
    calls.hop(out, reply -> out.onNext(status()));
  }

  private HealthCheckResponse status() {
    return HealthCheckResponse.newBuilder()
        .setStatus(calls.healthy() ? ServingStatus.SERVING : ServingStatus.NOT_SERVING)
        .build();
  }
}

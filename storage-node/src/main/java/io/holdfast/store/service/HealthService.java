package io.holdfast.store.service;

import io.grpc.stub.StreamObserver;
import io.holdfast.protocol.wire.health.HealthCheckRequest;
import io.holdfast.protocol.wire.health.HealthCheckResponse;
import io.holdfast.protocol.wire.health.HealthGrpc;

/**
 * "Are you there?" Answered on the network thread, because clients wait 100 ms at most before they
 * take a store for dead.
 */
public final class HealthService extends HealthGrpc.HealthImplBase {
  /** Serving as long as it is reachable. */
  public HealthService() {}

  @Override
  public void check(HealthCheckRequest request, StreamObserver<HealthCheckResponse> out) {
    out.onNext(
        HealthCheckResponse.newBuilder()
            .setStatus(HealthCheckResponse.ServingStatus.SERVING)
            .build());
    out.onCompleted();
  }
}

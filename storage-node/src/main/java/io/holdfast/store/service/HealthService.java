package io.holdfast.store.service;

import io.grpc.stub.StreamObserver;
import io.holdfast.protocol.wire.health.HealthCheckRequest;
import io.holdfast.protocol.wire.health.HealthCheckResponse;
import io.holdfast.protocol.wire.health.HealthCheckResponse.ServingStatus;
import io.holdfast.protocol.wire.health.HealthGrpc;
import java.util.function.BooleanSupplier;

/**
 * "Are you there?" Answered on the network thread, because clients wait 100 ms at most before they
 * take a store for dead.
 *
 * <p>The service name {@value #READY} asks for more: registered, placement driver reachable, room
 * on the disk, leaders for all regions. Without it a store is healthy as long as it answers
 * requests.
 */
public final class HealthService extends HealthGrpc.HealthImplBase {
  /** Asks whether the store is ready for new work, too. */
  public static final String READY = "ready";

  private final BooleanSupplier serving;
  private final BooleanSupplier ready;

  /** Both are called on threads of the network and must not wait. */
  public HealthService(BooleanSupplier serving, BooleanSupplier ready) {
    this.serving = serving;
    this.ready = ready;
  }

  @Override
  public void check(HealthCheckRequest request, StreamObserver<HealthCheckResponse> out) {
    boolean healthy =
        serving.getAsBoolean() && (!request.getService().equals(READY) || ready.getAsBoolean());
    out.onNext(
        HealthCheckResponse.newBuilder()
            .setStatus(healthy ? ServingStatus.SERVING : ServingStatus.NOT_SERVING)
            .build());
    out.onCompleted();
  }
}

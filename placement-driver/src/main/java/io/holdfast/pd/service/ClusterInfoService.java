package io.holdfast.pd.service;

import io.grpc.stub.StreamObserver;
import io.holdfast.pd.state.ClusterState;
import io.holdfast.protocol.wire.internal.ClusterInfoGrpc;
import io.holdfast.protocol.wire.internal.ClusterInfoRequest;
import io.holdfast.protocol.wire.internal.ClusterInfoResponse;

/** Tells nodes and clients of ours what cluster this is before their first request. */
final class ClusterInfoService extends ClusterInfoGrpc.ClusterInfoImplBase {
  /** Version of the internal messages; nodes of another one are refused. */
  static final int PROTOCOL_VERSION = 1;

  private final Calls calls;
  private final ClusterState state;

  ClusterInfoService(Calls calls, ClusterState state) {
    this.calls = calls;
    this.state = state;
  }

  @Override
  public void get(ClusterInfoRequest request, StreamObserver<ClusterInfoResponse> out) {
    calls.hop(
        out,
        reply -> {
          if (!calls.serving()) {
            reply.fail(Calls.NOT_LEADER);
            return;
          }
          reply.ok(
              ClusterInfoResponse.newBuilder()
                  .setClusterId(state.clusterId())
                  .setKeyMode(state.keyMode().toWire())
                  .setBootstrapped(state.bootstrapped())
                  .setReplicas(state.maxPeerCount())
                  .setProtocolVersion(PROTOCOL_VERSION)
                  .build());
        });
  }
}

package io.holdfast.cluster;

import io.grpc.ManagedChannel;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.holdfast.runtime.net.Address;
import io.holdfast.runtime.net.Network;
import io.holdfast.runtime.node.NodeRuntime;
import java.io.IOException;
import java.util.List;

/** The runtime of a simulated node whose answers somebody hears before they leave. */
final class WitnessedRuntime extends ForwardingRuntime {
  private final Network network;

  WitnessedRuntime(NodeRuntime runtime, ServerInterceptor witness) {
    super(runtime);
    Network inner = runtime.network();
    this.network =
        new Network() {
          @Override
          public ManagedChannel connect(Address target) {
            return inner.connect(target);
          }

          @Override
          public BoundServer serve(Address bind, List<ServerServiceDefinition> services)
              throws IOException {
            return inner.serve(
                bind,
                services.stream()
                    .map(service -> ServerInterceptors.intercept(service, witness))
                    .toList());
          }
        };
  }

  @Override
  public Network network() {
    return network;
  }
}

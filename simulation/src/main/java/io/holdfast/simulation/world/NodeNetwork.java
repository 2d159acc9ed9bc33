package io.holdfast.simulation.world;

import io.grpc.ManagedChannel;
import io.grpc.ServerServiceDefinition;
import io.holdfast.runtime.net.Address;
import io.holdfast.runtime.net.Network;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;

/** The network as one life of a node sees it: its channels and servers die with it. */
final class NodeNetwork implements Network {
  private final SimWorld world;
  private final SimRuntime runtime;
  private final LinkedHashSet<SimServer> servers = new LinkedHashSet<>();

  NodeNetwork(SimWorld world, SimRuntime runtime) {
    this.world = world;
    this.runtime = runtime;
  }

  @Override
  public ManagedChannel connect(Address target) {
    world.checkCaller("Network.connect");
    return new SimChannel(world.network(), runtime, target);
  }

  @Override
  public BoundServer serve(Address bind, List<ServerServiceDefinition> services)
      throws IOException {
    world.checkCaller("Network.serve");
    runtime.checkAlive();
    SimNetwork network = world.network();
    SimServer server =
        new SimServer(network, runtime, network.bindAddress(bind), List.copyOf(services));
    if (!network.bind(server)) {
      throw new IOException("Address already in use: " + bind);
    }
    servers.add(server);
    return server;
  }

  void die(CrashKind kind) {
    for (SimServer server : servers) {
      world.network().unbind(server);
    }
    for (Exchange exchange : world.network().exchangesOf(runtime)) {
      exchange.died(runtime, kind);
    }
  }
}

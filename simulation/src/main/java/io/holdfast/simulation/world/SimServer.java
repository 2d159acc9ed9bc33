package io.holdfast.simulation.world;

import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.holdfast.runtime.net.Address;
import io.holdfast.runtime.net.Network;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A server that is listening: an address, the life it belongs to, its methods. */
final class SimServer implements Network.BoundServer {
  private final SimNetwork network;
  private final SimRuntime runtime;
  private final Address address;
  private final TreeMap<String, ServerMethodDefinition<?, ?>> methods = new TreeMap<>();

  SimServer(
      SimNetwork network,
      SimRuntime runtime,
      Address address,
      List<ServerServiceDefinition> services) {
    this.network = network;
    this.runtime = runtime;
    this.address = address;
    for (ServerServiceDefinition service : services) {
      for (ServerMethodDefinition<?, ?> method : service.getMethods()) {
        methods.put(method.getMethodDescriptor().getFullMethodName(), method);
      }
    }
  }

  @Override
  public Address address() {
    return address;
  }

  SimRuntime runtime() {
    return runtime;
  }

  @Nullable ServerMethodDefinition<?, ?> method(String fullName) {
    return methods.get(fullName);
  }

  @Override
  public void close() {
    network.unbind(this);
    for (Exchange exchange : network.exchangesOf(runtime)) {
      if (exchange.servedBy(this)) {
        exchange.breakConnection("server stopped");
      }
    }
  }
}

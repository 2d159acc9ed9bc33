package io.holdfast.simulation.world;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.holdfast.runtime.net.Address;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * A channel over virtual time for ordinary generated stubs. Refuses what would bring real time or
 * foreign threads in: deadlines of gRPC, blocking stubs.
 */
final class SimChannel extends ManagedChannel {
  private final SimNetwork network;
  private final SimRuntime runtime;
  private final Address target;
  private final LinkedHashSet<Exchange> open = new LinkedHashSet<>();
  private boolean shutdown;

  SimChannel(SimNetwork network, SimRuntime runtime, Address target) {
    this.network = network;
    this.runtime = runtime;
    this.target = target;
  }

  @Override
  public <Q, R> ClientCall<Q, R> newCall(MethodDescriptor<Q, R> method, CallOptions options) {
    network.world().checkCaller("Channel.newCall");
    if (options.getDeadline() != null) {
      throw new IllegalStateException(
          "gRPC deadlines use real time; use a timer of the caller's loop: "
              + method.getFullMethodName());
    }
    Executor executor = options.getExecutor();
    if (executor != null && executor.getClass().getName().contains("ThreadlessExecutor")) {
      throw new IllegalStateException(
          "blocking stubs block outside the runtime; await a future instead: "
              + method.getFullMethodName());
    }
    return new SimClientCall<>(this, method);
  }

  SimNetwork network() {
    return network;
  }

  SimRuntime runtime() {
    return runtime;
  }

  Address target() {
    return target;
  }

  void opened(Exchange exchange) {
    open.add(exchange);
  }

  void closed(Exchange exchange) {
    open.remove(exchange);
  }

  @Override
  public String authority() {
    return target.toString();
  }

  @Override
  public ManagedChannel shutdown() {
    shutdown = true;
    return this;
  }

  @Override
  public ManagedChannel shutdownNow() {
    shutdown = true;
    for (Exchange exchange : List.copyOf(open)) {
      exchange.breakConnection("Channel shutdownNow invoked");
    }
    return this;
  }

  @Override
  public boolean isShutdown() {
    return shutdown;
  }

  @Override
  public boolean isTerminated() {
    return shutdown && open.isEmpty();
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) {
    return isTerminated(); // Waiting would block the only thread.
  }

  @Override
  public ConnectivityState getState(boolean requestConnection) {
    return shutdown ? ConnectivityState.SHUTDOWN : ConnectivityState.READY;
  }

  @Override
  public void enterIdle() {}
}

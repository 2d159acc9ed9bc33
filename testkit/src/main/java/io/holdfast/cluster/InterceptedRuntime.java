package io.holdfast.cluster;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.holdfast.runtime.net.Address;
import io.holdfast.runtime.net.Network;
import io.holdfast.runtime.node.NodeRuntime;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The runtime of a simulated client whose calls go through interceptors. */
final class InterceptedRuntime extends ForwardingRuntime {
  private final Network network;

  /** The last interceptor is the first to see a call. */
  InterceptedRuntime(NodeRuntime runtime, List<ClientInterceptor> interceptors) {
    super(runtime);
    Network inner = runtime.network();
    this.network =
        new Network() {
          @Override
          public ManagedChannel connect(Address target) {
            ManagedChannel channel = inner.connect(target);
            return new InterceptedChannel(
                channel, ClientInterceptors.intercept(channel, interceptors));
          }

          @Override
          public BoundServer serve(Address bind, List<ServerServiceDefinition> services)
              throws IOException {
            return inner.serve(bind, services);
          }
        };
  }

  /** Calls go through the interceptors, everything else to the channel itself. */
  private static final class InterceptedChannel extends ManagedChannel {
    private final ManagedChannel channel;
    private final Channel intercepted;

    InterceptedChannel(ManagedChannel channel, Channel intercepted) {
      this.channel = channel;
      this.intercepted = intercepted;
    }

    @Override
    public <Q, R> ClientCall<Q, R> newCall(MethodDescriptor<Q, R> method, CallOptions options) {
      return intercepted.newCall(method, options);
    }

    @Override
    public String authority() {
      return channel.authority();
    }

    @Override
    public ManagedChannel shutdown() {
      channel.shutdown();
      return this;
    }

    @Override
    public ManagedChannel shutdownNow() {
      channel.shutdownNow();
      return this;
    }

    @Override
    public boolean isShutdown() {
      return channel.isShutdown();
    }

    @Override
    public boolean isTerminated() {
      return channel.isTerminated();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
      return channel.awaitTermination(timeout, unit);
    }
  }

  @Override
  public Network network() {
    return network;
  }
}

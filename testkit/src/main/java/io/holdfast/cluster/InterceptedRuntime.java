package io.holdfast.cluster;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.holdfast.protocol.wire.tikvpb.TikvGrpc;
import io.holdfast.runtime.net.Address;
import io.holdfast.runtime.net.Network;
import io.holdfast.runtime.node.NodeRuntime;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The runtime of a simulated client whose calls go through interceptors, requests of batches too
 * ({@link UnpackedStream}).
 */
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
            return new InterceptedChannel(channel, List.copyOf(interceptors));
          }

          @Override
          public BoundServer serve(Address bind, List<ServerServiceDefinition> services)
              throws IOException {
            return inner.serve(bind, services);
          }
        };
  }

  /**
   * Calls go through the interceptors, those that travel together one by one; everything else goes
   * to the channel itself.
   */
  private static final class InterceptedChannel extends ManagedChannel {
    private final ManagedChannel channel;
    private final List<ClientInterceptor> interceptors;
    private final Channel intercepted;

    InterceptedChannel(ManagedChannel channel, List<ClientInterceptor> interceptors) {
      this.channel = channel;
      this.interceptors = interceptors;
      this.intercepted = ClientInterceptors.intercept(channel, interceptors);
    }

    @Override
    @SuppressWarnings("unchecked") // The method says what the types are.
    public <Q, R> ClientCall<Q, R> newCall(MethodDescriptor<Q, R> method, CallOptions options) {
      var batches = TikvGrpc.getBatchCommandsMethod();
      if (!method.getFullMethodName().equals(batches.getFullMethodName())) {
        return intercepted.newCall(method, options);
      }
      return (ClientCall<Q, R>)
          new UnpackedStream(channel.newCall(batches, options), interceptors, channel);
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

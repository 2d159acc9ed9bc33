package io.holdfast.cluster;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.holdfast.runtime.file.FileSystem;
import io.holdfast.runtime.loop.EventLoop;
import io.holdfast.runtime.net.Address;
import io.holdfast.runtime.net.Network;
import io.holdfast.runtime.node.NodeRuntime;
import io.holdfast.runtime.time.Clock;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;

/** The runtime of a simulated client whose requests are sometimes repeated late. */
final class DuplicatingRuntime implements NodeRuntime {
  private final NodeRuntime runtime;
  private final Network network;

  DuplicatingRuntime(NodeRuntime runtime, double probability) {
    this.runtime = runtime;
    LateDuplicates duplicates =
        new LateDuplicates(
            runtime.newLoop("late-duplicates"), runtime.newRandom("late-duplicates"), probability);
    Network inner = runtime.network();
    this.network =
        new Network() {
          @Override
          public ManagedChannel connect(Address target) {
            ManagedChannel channel = inner.connect(target);
            return new InterceptedChannel(
                channel, ClientInterceptors.intercept(channel, duplicates));
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

  @Override
  public String name() {
    return runtime.name();
  }

  @Override
  public Clock clock() {
    return runtime.clock();
  }

  @Override
  public FileSystem files() {
    return runtime.files();
  }

  @Override
  public EventLoop newLoop(String name) {
    return runtime.newLoop(name);
  }

  @Override
  public RandomGenerator newRandom(String purpose) {
    return runtime.newRandom(purpose);
  }

  @Override
  public void preemptionPoint(String place) {
    runtime.preemptionPoint(place);
  }

  @Override
  public <T> T await(CompletableFuture<T> future) throws InterruptedException, ExecutionException {
    return runtime.await(future);
  }

  @Override
  public <T> T await(CompletableFuture<T> future, Duration timeout)
      throws InterruptedException, ExecutionException, TimeoutException {
    return runtime.await(future, timeout);
  }

  @Override
  public void sleep(Duration time) throws InterruptedException {
    runtime.sleep(time);
  }

  @Override
  public void fail(Throwable cause) {
    runtime.fail(cause);
  }

  @Override
  public boolean stopped() {
    return runtime.stopped();
  }
}

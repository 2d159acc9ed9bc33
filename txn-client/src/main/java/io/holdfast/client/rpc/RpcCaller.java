package io.holdfast.client.rpc;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import io.holdfast.client.error.TxnException;
import io.holdfast.client.scope.LiveScope;
import io.holdfast.runtime.loop.EventLoop;
import io.holdfast.runtime.loop.LoopConfined;
import io.holdfast.runtime.net.Address;
import io.holdfast.runtime.net.Network;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Unary calls as futures that complete on the client's loop, each with a time limit by a timer of
 * that loop; a call that timed out is cancelled. One channel per address.
 */
@LoopConfined("client-loop")
public final class RpcCaller {
  /** More addresses than any cluster has; the least recently used channel goes first. */
  private static final int CHANNELS_MAX = 1_024;

  private final EventLoop loop;
  private final Network network;
  private final LinkedHashMap<Address, ManagedChannel> channels =
      new LinkedHashMap<>(16, 0.75f, true);

  /** Requests by the name of their method; there are as many as the protocol has. */
  private final ConcurrentSkipListMap<String, LongAdder> requests = new ConcurrentSkipListMap<>();

  /** Channels open when first used. */
  public RpcCaller(EventLoop loop, Network network) {
    this.loop = loop;
    this.network = network;
  }

  /** Sends one request that nobody cuts; fails with {@link RpcFailure}. */
  public <Q, A> CompletableFuture<A> call(
      Address target, MethodDescriptor<Q, A> method, Q request, long timeoutNanos) {
    return call(target, method, request, timeoutNanos, LiveScope.ENDLESS);
  }

  /**
   * Sends one request, unless {@code scope} has ended; cuts it when the scope ends, so that the
   * server can drop it. Fails with {@link RpcFailure}.
   */
  public <Q, A> CompletableFuture<A> call(
      Address target,
      MethodDescriptor<Q, A> method,
      Q request,
      long timeoutNanos,
      LiveScope scope) {
    return open(target, method, request, timeoutNanos, scope).answer();
  }

  /**
   * A request on its way.
   *
   * @param cut gives it up; without effect once there is an answer
   */
  public record Sent<A>(CompletableFuture<A> answer, Runnable cut) {}

  /** As {@link #call}, for a caller who may give up the request for reasons of his own. */
  public <Q, A> Sent<A> open(
      Address target,
      MethodDescriptor<Q, A> method,
      Q request,
      long timeoutNanos,
      LiveScope scope) {
    loop.checkOwned();
    TxnException ended = scope.ended();
    if (ended != null) {
      return new Sent<>(
          CompletableFuture.failedFuture(
              new RpcFailure(Status.Code.CANCELLED, "not sent: " + ended.getMessage())),
          () -> {});
    }
    ClientCall<Q, A> call = channel(target).newCall(method, CallOptions.DEFAULT);
    Pending<Q, A> pending = new Pending<>(loop, call, target, method);
    pending.timer = loop.schedule(timeoutNanos, pending::timedOut);
    pending.stopListening = scope.onEnd(pending::cut);
    requests.computeIfAbsent(name(method), name -> new LongAdder()).increment();
    ClientCalls.asyncUnaryCall(call, request, pending);
    return new Sent<>(pending.future, pending::cut);
  }

  /** The loop that all of it belongs to. */
  public EventLoop loop() {
    return loop;
  }

  private static String name(MethodDescriptor<?, ?> method) {
    String name = method.getBareMethodName();
    return name == null ? method.getFullMethodName() : name;
  }

  /** Requests sent so far, repetitions included, by the name of their method. Any thread. */
  public SortedMap<String, Long> requests() {
    TreeMap<String, Long> counts = new TreeMap<>();
    requests.forEach((name, count) -> counts.put(name, count.sum()));
    return counts;
  }

  /** Opens a stream; {@code answers} is called on threads of the network. */
  public <Q, A> ClientCall<Q, A> newCall(Address target, MethodDescriptor<Q, A> method) {
    loop.checkOwned();
    return channel(target).newCall(method, CallOptions.DEFAULT);
  }

  private ManagedChannel channel(Address target) {
    ManagedChannel channel = channels.get(target);
    if (channel == null) {
      channel = network.connect(target);
      channels.put(target, channel);
      if (channels.size() > CHANNELS_MAX) {
        var eldest = channels.entrySet().iterator();
        Map.Entry<Address, ManagedChannel> entry = eldest.next();
        eldest.remove();
        entry.getValue().shutdownNow();
      }
    }
    return channel;
  }

  /** Drops all channels; calls under way fail. */
  public void close() {
    loop.checkOwned();
    channels.values().forEach(ManagedChannel::shutdownNow);
    channels.clear();
  }

  /** One call under way. The observer's methods run on the network, everything else on the loop. */
  private static final class Pending<Q, A> implements StreamObserver<A> {
    private final EventLoop loop;
    private final ClientCall<Q, A> call;
    private final Address target;
    private final MethodDescriptor<Q, A> method;
    private final CompletableFuture<A> future = new CompletableFuture<>();
    private EventLoop.@Nullable Timer timer;
    private Runnable stopListening = () -> {};
    private volatile @Nullable A answer;

    Pending(EventLoop loop, ClientCall<Q, A> call, Address target, MethodDescriptor<Q, A> method) {
      this.loop = loop;
      this.call = call;
      this.target = target;
      this.method = method;
    }

    private String what() {
      return method.getBareMethodName() + " to " + target;
    }

    private void timedOut() {
      release();
      if (future.completeExceptionally(RpcFailure.timeout(what()))) {
        call.cancel("no answer in time", null);
      }
    }

    private void cut() {
      release();
      if (future.completeExceptionally(
          new RpcFailure(Status.Code.CANCELLED, what() + ": not wanted any more"))) {
        call.cancel("not wanted any more", null);
      }
    }

    private void release() {
      stopListening.run();
      if (timer != null) {
        timer.cancel();
      }
    }

    @Override
    public void onNext(A value) {
      answer = value;
    }

    @Override
    public void onError(Throwable failure) {
      loop.execute(
          () -> {
            release();
            future.completeExceptionally(RpcFailure.of(what(), failure));
          });
    }

    @Override
    public void onCompleted() {
      loop.execute(
          () -> {
            release();
            A value = answer;
            if (value == null) {
              future.completeExceptionally(
                  RpcFailure.of(what(), new IllegalStateException("closed without an answer")));
            } else {
              future.complete(value);
            }
          });
    }
  }
}

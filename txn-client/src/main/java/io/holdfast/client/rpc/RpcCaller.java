package io.holdfast.client.rpc;

import com.google.protobuf.Message;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import io.holdfast.client.error.TxnException;
import io.holdfast.client.scope.LiveScope;
import io.holdfast.protocol.rpc.KvRpc;
import io.holdfast.protocol.wire.tikvpb.TikvGrpc;
import io.holdfast.runtime.loop.EventLoop;
import io.holdfast.runtime.loop.LoopConfined;
import io.holdfast.runtime.net.Address;
import io.holdfast.runtime.net.Network;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Calls as futures that complete on the client's loop, each with a time limit by a timer of that
 * loop; a call that timed out is cancelled. One channel per address, and one stream on which short
 * calls to a store travel together.
 */
@LoopConfined("client-loop")
public final class RpcCaller {
  /** More addresses than any cluster has; the least recently used channel goes first. */
  private static final int CHANNELS_MAX = 1_024;

  /** A larger request would make small ones wait. */
  private static final int PART_BYTES_MAX = 64 << 10;

  /**
   * Calls that end by themselves. What may take long travels alone: only a call of its own can be
   * cancelled at the store (rule R1).
   */
  private static final Set<String> TOGETHER =
      Stream.of(
              KvRpc.GET,
              KvRpc.PREWRITE,
              KvRpc.COMMIT,
              KvRpc.BATCH_ROLLBACK,
              KvRpc.CHECK_TXN_STATUS,
              KvRpc.TXN_HEART_BEAT,
              KvRpc.RAW_GET,
              KvRpc.RAW_PUT,
              KvRpc.RAW_DELETE)
          .map(rpc -> rpc.method().getFullMethodName())
          .collect(Collectors.toUnmodifiableSet());

  private final EventLoop loop;
  private final Network network;
  private final boolean streaming;
  private final LinkedHashMap<Address, CallStream> streams = new LinkedHashMap<>();
  private final LinkedHashMap<Address, ManagedChannel> channels =
      new LinkedHashMap<>(16, 0.75f, true);

  /** Requests by the name of their method; there are as many as the protocol has. */
  private final ConcurrentSkipListMap<String, LongAdder> requests = new ConcurrentSkipListMap<>();

  /**
   * Channels open when first used.
   *
   * @param streaming short calls to one store travel together
   */
  public RpcCaller(EventLoop loop, Network network, boolean streaming) {
    this.loop = loop;
    this.network = network;
    this.streaming = streaming;
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
    requests.computeIfAbsent(name(method), name -> new LongAdder()).increment();
    Underway<A> call = new Underway<>(loop, method, target, timeoutNanos, scope);
    CallStream stream = streamFor(target, method, request);
    if (stream == null) {
      sendAlone(target, method, request, call);
    } else {
      sendTogether(stream, target, method, request, call);
    }
    return new Sent<>(call.answer(), call::cut);
  }

  private <Q, A> void sendAlone(
      Address target, MethodDescriptor<Q, A> method, Q request, Underway<A> underway) {
    ClientCall<Q, A> call = channel(target).newCall(method, CallOptions.DEFAULT);
    underway.carriedBy(() -> call.cancel("nobody waits any more", null));
    ClientCalls.asyncUnaryCall(call, request, new UnaryAnswer<>(loop, underway));
  }

  @SuppressWarnings("unchecked") // The table has the call of a method under the method's types.
  private <Q, A> void sendTogether(
      CallStream stream,
      Address target,
      MethodDescriptor<Q, A> method,
      Q request,
      Underway<A> underway) {
    KvRpc<Message, Message> rpc = (KvRpc<Message, Message>) KvRpc.of(method);
    stream.send(
        Objects.requireNonNull(rpc, underway::what),
        (Message) request,
        (Underway<Message>) underway,
        () -> sendAlone(target, method, request, underway));
  }

  /** The stream that carries such a request; null when it travels alone. */
  private @Nullable CallStream streamFor(
      Address target, MethodDescriptor<?, ?> method, Object request) {
    boolean together =
        streaming
            && TOGETHER.contains(method.getFullMethodName())
            && ((Message) request).getSerializedSize() <= PART_BYTES_MAX;
    if (!together) {
      return null;
    }
    CallStream stream =
        streams.computeIfAbsent(
            target,
            address ->
                new CallStream(loop, () -> newCall(address, TikvGrpc.getBatchCommandsMethod())));
    return stream.takes() ? stream : null;
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
        streams.remove(entry.getKey()); // Ends with its channel.
      }
    }
    return channel;
  }

  /** Drops all channels; calls under way fail. */
  public void close() {
    loop.checkOwned();
    streams.values().forEach(CallStream::close);
    streams.clear();
    channels.values().forEach(ManagedChannel::shutdownNow);
    channels.clear();
  }
}

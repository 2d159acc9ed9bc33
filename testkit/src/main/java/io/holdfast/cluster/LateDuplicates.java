package io.holdfast.cluster;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.holdfast.runtime.loop.EventLoop;
import java.util.random.RandomGenerator;

/**
 * Repeats some requests of transactions once more, up to seconds later, as a client's retry does
 * whose first try was only slow. Every one of them must have no effect (TXN-2, TXN-4). Answers to
 * repetitions are dropped. Calls and timers run on the loop given.
 */
final class LateDuplicates implements ClientInterceptor {
  private static final String TRANSACTIONAL = "tikvpb.Tikv/Kv";
  private static final long DELAY_NANOS_MAX = 6_000_000_000L;

  private final EventLoop loop;
  private final RandomGenerator random;
  private final double probability;

  LateDuplicates(EventLoop loop, RandomGenerator random, double probability) {
    this.loop = loop;
    this.random = random;
    this.probability = probability;
  }

  @Override
  public <Q, R> ClientCall<Q, R> interceptCall(
      MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
    ClientCall<Q, R> call = next.newCall(method, options);
    if (method.getType() != MethodType.UNARY
        || !method.getFullMethodName().startsWith(TRANSACTIONAL)
        || random.nextDouble() >= probability) {
      return call;
    }
    return new SimpleForwardingClientCall<Q, R>(call) {
      @Override
      public void sendMessage(Q request) {
        super.sendMessage(request);
        loop.schedule(random.nextLong(DELAY_NANOS_MAX), () -> repeat(method, request, next));
      }
    };
  }

  private static <Q, R> void repeat(MethodDescriptor<Q, R> method, Q request, Channel channel) {
    ClientCall<Q, R> again = channel.newCall(method, CallOptions.DEFAULT);
    again.start(new ClientCall.Listener<R>() {}, new Metadata());
    again.request(1);
    again.sendMessage(request);
    again.halfClose();
  }
}

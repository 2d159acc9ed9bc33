package io.holdfast.cluster;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.holdfast.protocol.wire.tikvpb.TikvGrpc;
import io.holdfast.runtime.loop.EventLoop;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Sends some requests of transactions later than their client meant to, behind others that it sends
 * after them: what was locked is committed long after the primary was, and a primary is locked
 * behind its secondaries. Timers run on the loop given.
 */
final class LateRequests implements ClientInterceptor {
  private static final String TRANSACTIONAL = "tikvpb.Tikv/Kv";

  /** Below the life of a request; some are late by the time of a few answers only. */
  private static final long DELAY_NANOS_MAX = 2_500_000_000L;

  private static final long SHORT_NANOS_MAX = 30_000_000L;
  private static final int COMMITS_MORE_OFTEN = 3;

  private final EventLoop loop;
  private final RandomGenerator random;
  private final double probability;

  LateRequests(EventLoop loop, RandomGenerator random, double probability) {
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
        || random.nextDouble() >= chance(method)) {
      return call;
    }
    long most = random.nextBoolean() ? SHORT_NANOS_MAX : DELAY_NANOS_MAX;
    return new Late<>(call, random.nextLong(most));
  }

  private double chance(MethodDescriptor<?, ?> method) {
    return method.getFullMethodName().equals(TikvGrpc.getKvCommitMethod().getFullMethodName())
        ? COMMITS_MORE_OFTEN * probability
        : probability;
  }

  private final class Late<Q, R> extends SimpleForwardingClientCall<Q, R> {
    private final long delayNanos;
    private boolean cancelled;

    Late(ClientCall<Q, R> call, long delayNanos) {
      super(call);
      this.delayNanos = delayNanos;
    }

    @Override
    public void sendMessage(Q request) {
      loop.schedule(delayNanos, () -> send(request));
    }

    private void send(Q request) {
      if (!cancelled) {
        super.sendMessage(request);
        super.halfClose();
      }
    }

    @Override
    public void halfClose() {
      // Goes with the message.
    }

    @Override
    public void cancel(@Nullable String message, @Nullable Throwable cause) {
      cancelled = true;
      super.cancel(message, cause);
    }
  }
}

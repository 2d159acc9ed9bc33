package io.holdfast.cluster;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.holdfast.protocol.wire.kvrpcpb.CommitRequest;
import io.holdfast.protocol.wire.kvrpcpb.CommitResponse;
import io.holdfast.protocol.wire.kvrpcpb.PrewriteRequest;
import io.holdfast.protocol.wire.kvrpcpb.PrewriteResponse;
import java.time.Duration;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * Loses some answers that say that a transaction is committed, and all that repetitions of the
 * request are answered, for longer than a client looks for an outcome. So the transaction has
 * happened, and its client cannot know. What else the client does goes on.
 */
final class LostCommits implements ClientInterceptor {
  /** Longer than the longest operation, a commit of SQL, and its settling may take. */
  static final Duration OUTAGE = Duration.ofSeconds(80);

  private final RandomGenerator random;
  private final double probability;
  private final BooleanSupplier allArrive;
  private final LongSupplier nowNanos;

  /** When answers about a transaction arrive again, by its start timestamp. */
  private final TreeMap<Long, Long> deafUntil = new TreeMap<>();

  /** While {@code allArrive} no answer is lost, whatever was before. */
  LostCommits(
      RandomGenerator random,
      double probability,
      BooleanSupplier allArrive,
      LongSupplier nowNanos) {
    this.random = random;
    this.probability = probability;
    this.allArrive = allArrive;
    this.nowNanos = nowNanos;
  }

  @Override
  public <Q, R> ClientCall<Q, R> interceptCall(
      MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
    return new Spoken<>(next.newCall(method, options));
  }

  /** The transaction that a request may commit; 0 for any other request. */
  private static long startOf(Object request) {
    if (request instanceof CommitRequest commit) {
      return commit.getStartVersion();
    }
    return request instanceof PrewriteRequest prewrite ? prewrite.getStartVersion() : 0;
  }

  private static boolean saysCommitted(Object answer) {
    if (answer instanceof CommitResponse commit) {
      return !commit.hasRegionError() && !commit.hasError();
    }
    return answer instanceof PrewriteResponse prewrite && prewrite.getOnePcCommitTs() != 0;
  }

  private boolean isLost(long start, Object answer) {
    if (allArrive.getAsBoolean()) {
      return false;
    }
    Long until = deafUntil.get(start);
    if (until != null) {
      return nowNanos.getAsLong() < until;
    }
    if (start == 0 || !saysCommitted(answer) || random.nextDouble() >= probability) {
      return false;
    }
    deafUntil.put(start, nowNanos.getAsLong() + OUTAGE.toNanos());
    return true;
  }

  private final class Spoken<Q, R> extends SimpleForwardingClientCall<Q, R> {
    private long start;

    Spoken(ClientCall<Q, R> call) {
      super(call);
    }

    @Override
    public void start(Listener<R> listener, Metadata headers) {
      super.start(new Listening<>(this, listener), headers);
    }

    @Override
    public void sendMessage(Q request) {
      start = startOf(request);
      super.sendMessage(request);
    }
  }

  /** What follows a lost answer is what the network says of a broken connection. */
  private final class Listening<R> extends SimpleForwardingClientCallListener<R> {
    private final Spoken<?, R> call;
    private boolean lost;

    Listening(Spoken<?, R> call, ClientCall.Listener<R> listener) {
      super(listener);
      this.call = call;
    }

    @Override
    public void onMessage(R answer) {
      if (isLost(call.start, answer)) {
        lost = true;
        return;
      }
      super.onMessage(answer);
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      super.onClose(
          lost ? Status.UNAVAILABLE.withDescription("the connection broke") : status, trailers);
    }
  }
}

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
import io.holdfast.protocol.wire.kvrpcpb.CommitResponse;
import io.holdfast.protocol.wire.kvrpcpb.PrewriteResponse;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Loses some answers that say that a transaction is committed, and whatever could tell the client
 * later: the connection is gone for longer than it looks for an outcome. So the transaction has
 * happened, and its client cannot know.
 */
final class LostCommits implements ClientInterceptor {
  /** Longer than an operation and its settling may take with the usual settings. */
  static final Duration OUTAGE = Duration.ofSeconds(45);

  private final RandomGenerator random;
  private final double probability;
  private final Runnable cutOff;

  /** {@code cutOff} separates the client from all others for {@link #OUTAGE}. */
  LostCommits(RandomGenerator random, double probability, Runnable cutOff) {
    this.random = random;
    this.probability = probability;
    this.cutOff = cutOff;
  }

  @Override
  public <Q, R> ClientCall<Q, R> interceptCall(
      MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
    return new SimpleForwardingClientCall<Q, R>(next.newCall(method, options)) {
      @Override
      public void start(Listener<R> listener, Metadata headers) {
        super.start(new Listening<>(listener), headers);
      }
    };
  }

  private static boolean saysCommitted(Object answer) {
    if (answer instanceof CommitResponse commit) {
      return !commit.hasRegionError() && !commit.hasError();
    }
    return answer instanceof PrewriteResponse prewrite && prewrite.getOnePcCommitTs() != 0;
  }

  /** What follows a lost answer is what the network says of a broken connection. */
  private final class Listening<R> extends SimpleForwardingClientCallListener<R> {
    private boolean lost;

    Listening(ClientCall.Listener<R> listener) {
      super(listener);
    }

    @Override
    public void onMessage(R answer) {
      if (saysCommitted(answer) && random.nextDouble() < probability) {
        lost = true;
        cutOff.run();
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

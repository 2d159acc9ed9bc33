package io.holdfast.cluster;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import io.holdfast.runtime.loop.EventLoop;
import java.util.random.RandomGenerator;

/**
 * Repeats some requests of transactions once more, up to seconds later, as a client's retry does
 * whose first try was only slow. Every one of them must have no effect (TXN-2, TXN-4). Answers to
 * repetitions are dropped. Calls and timers run on the loop given.
 *
 * <p>What a region refused is not repeated: nothing on the way to a store sends a request twice, so
 * a client may take a refusal for the end of that try. Who is still waiting for the answer when the
 * time of the repetition comes hears it first.
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
      private boolean due;
      private boolean over;
      private boolean refused;
      private Runnable repetition = () -> {};

      @Override
      public void start(Listener<R> listener, Metadata headers) {
        super.start(
            new SimpleForwardingClientCallListener<R>(listener) {
              @Override
              public void onMessage(R answer) {
                refused = isRefused(answer);
                super.onMessage(answer);
              }

              @Override
              public void onClose(Status status, Metadata trailers) {
                super.onClose(status, trailers);
                loop.execute(
                    () -> {
                      over = true;
                      repeatWhenDue();
                    });
              }
            },
            headers);
      }

      @Override
      public void sendMessage(Q request) {
        super.sendMessage(request);
        repetition = () -> repeat(method, request, next);
        loop.schedule(
            random.nextLong(DELAY_NANOS_MAX),
            () -> {
              due = true;
              repeatWhenDue();
            });
      }

      private void repeatWhenDue() {
        if (due && over && !refused) {
          due = false;
          repetition.run();
        }
      }
    };
  }

  private static boolean isRefused(Object answer) {
    if (!(answer instanceof Message message)) {
      return false;
    }
    FieldDescriptor error = message.getDescriptorForType().findFieldByName("region_error");
    return error != null && message.hasField(error);
  }

  private static <Q, R> void repeat(MethodDescriptor<Q, R> method, Q request, Channel channel) {
    ClientCall<Q, R> again = channel.newCall(method, CallOptions.DEFAULT);
    again.start(new ClientCall.Listener<R>() {}, new Metadata());
    again.request(1);
    again.sendMessage(request);
    again.halfClose();
  }
}

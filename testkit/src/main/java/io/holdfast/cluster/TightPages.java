package io.holdfast.cluster;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.MethodDescriptor;
import io.holdfast.protocol.wire.kvrpcpb.BatchGetRequest;
import io.holdfast.protocol.wire.kvrpcpb.Context;
import io.holdfast.protocol.wire.kvrpcpb.ScanRequest;
import java.util.random.RandomGenerator;

/** Asks for pages of a few bytes, as large reads have pages of megabytes: most end early. */
final class TightPages implements ClientInterceptor {
  private static final int BYTES_MAX = 1_500;

  private final RandomGenerator random;

  TightPages(RandomGenerator random) {
    this.random = random;
  }

  @Override
  public <Q, R> ClientCall<Q, R> interceptCall(
      MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
    return new SimpleForwardingClientCall<Q, R>(next.newCall(method, options)) {
      @Override
      @SuppressWarnings("unchecked") // The same message with another number in it.
      public void sendMessage(Q request) {
        super.sendMessage((Q) tight(request));
      }
    };
  }

  private Object tight(Object request) {
    if (request instanceof ScanRequest scan) {
      return scan.toBuilder().setContext(tight(scan.getContext())).build();
    }
    return request instanceof BatchGetRequest get
        ? get.toBuilder().setContext(tight(get.getContext())).build()
        : request;
  }

  private Context tight(Context context) {
    return context.toBuilder().setPageBytes(1 + random.nextInt(BYTES_MAX)).build();
  }
}

package io.holdfast.store.service;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;

/**
 * Refuses requests that are to be forwarded to another store: a client that cannot reach a leader
 * tries this way, and takes any answer at all for a sign that it works.
 */
public final class ForwardingGuard implements ServerInterceptor {
  private static final Metadata.Key<String> FORWARDED_HOST =
      Metadata.Key.of("tikv-forwarded-host", Metadata.ASCII_STRING_MARSHALLER);

  /** Has no state. */
  public ForwardingGuard() {}

  @Override
  public <Q, R> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    if (headers.containsKey(FORWARDED_HOST)) {
      call.close(
          Status.UNAVAILABLE.withDescription("this store does not forward requests"),
          new Metadata());
      return new ServerCall.Listener<>() {};
    }
    return next.startCall(call, headers);
  }
}

package io.holdfast.client.region;

import io.grpc.MethodDescriptor;
import io.holdfast.protocol.wire.errorpb.Error;
import io.holdfast.protocol.wire.kvrpcpb.Context;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One kind of request to a region.
 *
 * @param request builds the request around the region's context
 * @param regionError the region error of an answer, null if it has none
 * @param once not to be sent twice: then its answer is waited for, whoever leads meanwhile
 */
public record RegionCall<Q, A>(
    MethodDescriptor<Q, A> method,
    Function<Context.Builder, Q> request,
    Function<A, @Nullable Error> regionError,
    boolean once) {
  /** A request that may be sent again when there is no answer. */
  public RegionCall(
      MethodDescriptor<Q, A> method,
      Function<Context.Builder, Q> request,
      Function<A, @Nullable Error> regionError) {
    this(method, request, regionError, false);
  }

  /** The same, not to be sent twice. */
  public RegionCall<Q, A> onlyOnce() {
    return new RegionCall<>(method, request, regionError, true);
  }
}

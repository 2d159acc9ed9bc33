package io.holdfast.store.service;

import com.google.protobuf.Message;
import io.grpc.BindableService;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.holdfast.protocol.error.RegionError;
import io.holdfast.protocol.wire.tikvpb.TikvGrpc;
import io.holdfast.runtime.loop.EventLoop;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The public key-value service: every call that {@link Routes} knows, alone and in batches. Each
 * hops to the store loop, but for gets that {@link InlineGets} can answer; methods that nobody
 * answers fail with UNIMPLEMENTED, which ends a client's call at once.
 */
public final class KvService implements BindableService {
  /** How long a client should wait when the store loop's queue is full. */
  private static final long BUSY_BACKOFF_MILLIS = 200;

  private final EventLoop loop;
  private final Routes routes;
  private final InlineGets gets;
  private final BatchCounters counters;

  /** For one store. */
  public KvService(EventLoop loop, Handlers handlers, MeterRegistry meters) {
    this.loop = loop;
    this.counters = new BatchCounters(meters);
    this.routes = new Routes(handlers);
    this.gets = handlers.gets();
  }

  @Override
  public ServerServiceDefinition bindService() {
    Map<String, ServerMethodDefinition<?, ?>> methods = new LinkedHashMap<>();
    Consumer<ServerMethodDefinition<?, ?>> offer =
        method -> methods.put(method.getMethodDescriptor().getFullMethodName(), method);
    new TikvGrpc.TikvImplBase() {}.bindService().getMethods().forEach(offer); // Unanswered.
    routes.all().forEach(route -> offer.accept(alone(route)));
    offer.accept(
        ServerMethodDefinition.create(
            TikvGrpc.getBatchCommandsMethod(),
            ServerCalls.asyncBidiStreamingCall(
                out -> new BatchCommandsStream(loop, routes, gets, counters, out))));
    ServerServiceDefinition.Builder service =
        ServerServiceDefinition.builder(TikvGrpc.getServiceDescriptor());
    methods.values().forEach(service::addMethod);
    return service.build();
  }

  private <Q extends Message, A extends Message> ServerMethodDefinition<Q, A> alone(
      Routes.Route<Q, A> route) {
    return ServerMethodDefinition.create(
        route.rpc().method(),
        ServerCalls.asyncUnaryCall(
            (request, out) ->
                serve(request, out, route.rpc().empty(), route.inline(), route.handler())));
  }

  private <Q, R extends Message> void serve(
      Q request,
      StreamObserver<R> out,
      R empty,
      Function<Q, @Nullable R> inline,
      BiConsumer<Q, Reply<R>> handler) {
    R got = inline.apply(request);
    if (got != null) {
      out.onNext(got);
      out.onCompleted();
      return;
    }
    ServerCallStreamObserver<R> call = (ServerCallStreamObserver<R>) out;
    Reply<R> reply =
        new Reply<>(
            empty,
            call::isCancelled,
            response -> {
              call.onNext(response);
              call.onCompleted();
            });
    Runnable task =
        () -> {
          if (!call.isCancelled()) { // What nobody waits for any more is not begun (rule R1).
            handler.accept(request, reply);
          }
        };
    if (!loop.offer(task)) {
      reply.refuse(new RegionError.ServerIsBusy("too many requests", BUSY_BACKOFF_MILLIS));
    }
  }
}

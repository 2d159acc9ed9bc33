package io.holdfast.store.report;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import io.holdfast.protocol.wire.pdpb.ErrorType;
import io.holdfast.protocol.wire.pdpb.RequestHeader;
import io.holdfast.protocol.wire.pdpb.ResponseHeader;
import io.holdfast.runtime.base.Backoff;
import io.holdfast.runtime.loop.EventLoop;
import io.holdfast.runtime.loop.LoopConfined;
import io.holdfast.runtime.net.Address;
import io.holdfast.runtime.node.NodeRuntime;
import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Calls to the placement driver, whichever member answers. One connection at a time; a failed call
 * moves on to the next endpoint.
 */
@LoopConfined("store")
public final class PdClient {
  /** A call without an answer for so long has failed. */
  private static final long TIMEOUT_NANOS = 3_000_000_000L;

  private static final long RETRY_CAP_NANOS = 2_000_000_000L;

  private final NodeRuntime runtime;
  private final EventLoop loop;
  private final List<Address> endpoints;
  private final long retryNanos;
  private final RandomGenerator random;
  private long clusterId;
  private int current;
  private @Nullable ManagedChannel channel;
  private boolean closed;
  private Runnable lost = () -> {};

  /** Nothing is connected before the first call. */
  public PdClient(NodeRuntime runtime, EventLoop loop, List<Address> endpoints, long retryNanos) {
    this.runtime = runtime;
    this.loop = loop;
    this.endpoints = List.copyOf(endpoints);
    this.retryNanos = retryNanos;
    this.random = runtime.newRandom("pd-client");
  }

  /** {@code listener} runs on the store loop whenever a member was found not to serve. */
  public void onLost(Runnable listener) {
    lost = listener;
  }

  /** Every request from now on names this cluster. */
  public void setClusterId(long id) {
    clusterId = id;
  }

  /** The header of a request. */
  public RequestHeader header() {
    return RequestHeader.newBuilder().setClusterId(clusterId).build();
  }

  /** One attempt; exactly one of the two is called, later, on the store loop. */
  public <Q, R extends Message> void call(
      MethodDescriptor<Q, R> method, Q request, Consumer<R> answered, Consumer<Status> failed) {
    loop.checkOwned();
    if (closed) {
      return;
    }
    int used = current;
    ClientCall<Q, R> call = channel().newCall(method, CallOptions.DEFAULT);
    Attempt<R> attempt = new Attempt<>(answered, failed, used);
    attempt.timer =
        loop.schedule(
            TIMEOUT_NANOS,
            () -> {
              call.cancel("no answer in time", null);
              attempt.end(null, Status.DEADLINE_EXCEEDED);
            });
    ClientCalls.asyncUnaryCall(call, request, attempt);
  }

  /** Attempts until one succeeds or the client is closed; {@code fatal} statuses end it too. */
  public <Q, R extends Message> void retry(
      MethodDescriptor<Q, R> method, Q request, Consumer<R> answered, Consumer<Status> fatal) {
    retry(
        method,
        request,
        answered,
        fatal,
        new Backoff(retryNanos, Math.max(retryNanos, RETRY_CAP_NANOS), Long.MAX_VALUE, random));
  }

  private <Q, R extends Message> void retry(
      MethodDescriptor<Q, R> method,
      Q request,
      Consumer<R> answered,
      Consumer<Status> fatal,
      Backoff backoff) {
    call(
        method,
        request,
        answered,
        status -> {
          if (isFatal(status)) {
            fatal.accept(status);
          } else {
            loop.schedule(
                backoff.nextDelayNanos(), () -> retry(method, request, answered, fatal, backoff));
          }
        });
  }

  private static boolean isFatal(Status status) {
    return switch (status.getCode()) {
      case FAILED_PRECONDITION, INVALID_ARGUMENT, UNIMPLEMENTED, PERMISSION_DENIED -> true;
      default -> false;
    };
  }

  /** Opens a stream on the current member; its callbacks hop by themselves. */
  public <Q, R> StreamObserver<Q> stream(MethodDescriptor<Q, R> method, StreamObserver<R> answers) {
    loop.checkOwned();
    return ClientCalls.asyncBidiStreamingCall(
        channel().newCall(method, CallOptions.DEFAULT), answers);
  }

  /** The member in use does not serve: take the next. */
  public void suspect() {
    moveOn(current);
  }

  private void moveOn(int failedEndpoint) {
    if (failedEndpoint != current) {
      return;
    }
    ManagedChannel old = channel;
    channel = null;
    current++;
    if (old != null) {
      old.shutdownNow();
    }
    loop.execute(lost);
  }

  private ManagedChannel channel() {
    ManagedChannel present = channel;
    if (present == null) {
      present = runtime.network().connect(endpoints.get(Math.floorMod(current, endpoints.size())));
      channel = present;
    }
    return present;
  }

  /** Ends all calls without an answer. */
  public void close() {
    loop.checkOwned();
    closed = true;
    ManagedChannel old = channel;
    channel = null;
    if (old != null) {
      old.shutdownNow();
    }
  }

  /** Errors may also come inside of a successful answer. */
  private static Status statusOf(Message answer) {
    FieldDescriptor field = answer.getDescriptorForType().findFieldByName("header");
    if (field == null || !answer.hasField(field)) {
      return Status.OK;
    }
    ResponseHeader header = (ResponseHeader) answer.getField(field);
    ErrorType type = header.getError().getType();
    return switch (type) {
      case OK -> Status.OK;
      case ALREADY_BOOTSTRAPPED ->
          Status.ALREADY_EXISTS.withDescription(header.getError().getMessage());
      case REGION_NOT_FOUND -> Status.NOT_FOUND.withDescription(header.getError().getMessage());
      // UNKNOWN is how a request that can never succeed is refused, e.g. the address of another.
      case STORE_TOMBSTONE, INCOMPATIBLE_VERSION, UNKNOWN ->
          Status.FAILED_PRECONDITION.withDescription(header.getError().getMessage());
      default -> Status.UNAVAILABLE.withDescription(header.getError().getMessage());
    };
  }

  private final class Attempt<R extends Message> implements StreamObserver<R> {
    private final Consumer<R> answered;
    private final Consumer<Status> failed;
    private final int endpoint;
    private EventLoop.@Nullable Timer timer;
    private boolean ended;

    Attempt(Consumer<R> answered, Consumer<Status> failed, int endpoint) {
      this.answered = answered;
      this.failed = failed;
      this.endpoint = endpoint;
    }

    @Override
    public void onNext(R answer) {
      loop.execute(() -> end(answer, statusOf(answer)));
    }

    @Override
    public void onError(Throwable cause) {
      Status status = Status.fromThrowable(cause);
      loop.execute(() -> end(null, status));
    }

    @Override
    public void onCompleted() {
      loop.execute(() -> end(null, Status.INTERNAL.withDescription("no answer")));
    }

    void end(@Nullable R answer, Status status) {
      if (ended || closed) {
        return;
      }
      ended = true;
      EventLoop.Timer pending = timer;
      if (pending != null) {
        pending.cancel();
      }
      if (answer != null && status.isOk()) {
        answered.accept(answer);
        return;
      }
      if (answer == null && !isFatal(status)) {
        moveOn(endpoint);
      }
      failed.accept(status);
    }
  }
}

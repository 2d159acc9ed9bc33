package io.holdfast.pd.service;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.holdfast.pd.state.ClusterState;
import io.holdfast.pd.state.CommandLog;
import io.holdfast.protocol.wire.pdpb.Error;
import io.holdfast.protocol.wire.pdpb.ErrorType;
import io.holdfast.protocol.wire.pdpb.RequestHeader;
import io.holdfast.protocol.wire.pdpb.ResponseHeader;
import io.holdfast.runtime.loop.EventLoop;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** From the network's threads to {@code pd-loop}, and the checks every call begins with. */
final class Calls {
  /** What a client takes as a hint to look for the leader. */
  static final Status NOT_LEADER = Status.UNAVAILABLE.withDescription("not leader");

  private final EventLoop loop;
  private final CommandLog log;
  private final ClusterState state;
  private boolean serving;
  private Supplier<@Nullable Status> bounds = () -> null;

  Calls(EventLoop loop, CommandLog log, ClusterState state) {
    this.loop = loop;
    this.log = log;
    this.state = state;
  }

  /** Whether this leader has what it needs to serve; set when its term begins and ends. */
  void serving(boolean now) {
    serving = now;
  }

  /** Who knows why neither ids nor timestamps can be handed out now. */
  void boundedBy(Supplier<@Nullable Status> refusal) {
    bounds = refusal;
  }

  /** What a caller is told whose ids or timestamps were refused. */
  Status notHandedOut() {
    Status refused = bounds.get();
    return refused == null ? NOT_LEADER : refused;
  }

  /** True iff this member leads and serves. */
  boolean serving() {
    return serving && log.leading();
  }

  /** True iff it also hands out ids and timestamps. */
  boolean healthy() {
    return serving() && bounds.get() == null;
  }

  /** Runs {@code body} if the request is meant for this cluster and this member leads it. */
  <R> void serve(RequestHeader header, StreamObserver<R> out, Consumer<Reply<R>> body) {
    hop(
        out,
        reply -> {
          Status refusal = refusal(header);
          if (refusal == null) {
            body.accept(reply);
          } else {
            reply.fail(refusal);
          }
        });
  }

  /** Runs {@code body} whoever leads and whatever cluster the caller has in mind. */
  <R> void hop(StreamObserver<R> out, Consumer<Reply<R>> body) {
    ignoreCancel(out);
    Reply<R> reply = new Reply<>(out);
    if (!loop.offer(() -> body.accept(reply))) {
      reply.fail(Status.UNAVAILABLE.withDescription("placement driver is overloaded"));
    }
  }

  /** Without a handler, answering a call that its caller has given up would throw. */
  static void ignoreCancel(StreamObserver<?> out) {
    if (out instanceof ServerCallStreamObserver<?> call) {
      call.setOnCancelHandler(() -> {});
    }
  }

  /** Why a request cannot be served here, or null. */
  @Nullable Status refusal(RequestHeader header) {
    if (!serving()) {
      return NOT_LEADER;
    }
    if (header.getClusterId() != state.clusterId()) {
      return Status.FAILED_PRECONDITION.withDescription(
          "mismatch cluster id, need "
              + Long.toUnsignedString(state.clusterId())
              + " but got "
              + Long.toUnsignedString(header.getClusterId()));
    }
    return null;
  }

  /** The header of an answer. */
  ResponseHeader header() {
    return ResponseHeader.newBuilder().setClusterId(state.clusterId()).build();
  }

  /** The header of an answer that says what is wrong. */
  ResponseHeader error(ErrorType type, String message) {
    return ResponseHeader.newBuilder()
        .setClusterId(state.clusterId())
        .setError(Error.newBuilder().setType(type).setMessage(message))
        .build();
  }

  /** The header of an answer while there is no region yet; null once there is one. */
  @Nullable ResponseHeader notBootstrapped() {
    return state.bootstrapped()
        ? null
        : error(ErrorType.NOT_BOOTSTRAPPED, "cluster is not bootstrapped");
  }
}

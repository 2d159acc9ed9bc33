package io.holdfast.client.rpc;

import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;

/**
 * A call without an answer. Internal: the public errors are made from it. Whether the server acted
 * on the request is unknown, unless it was never sent.
 */
public final class RpcFailure extends RuntimeException {
  private final Status.Code statusCode;
  private final boolean notSent;

  /** A failure found by this client itself. */
  public RpcFailure(Status.Code statusCode, String message) {
    this(statusCode, message, false);
  }

  private RpcFailure(Status.Code statusCode, String message, boolean notSent) {
    // No stack trace: thrown by the thousand when a store dies, always from the same place.
    super(message, null, false, false);
    this.statusCode = statusCode;
    this.notSent = notSent;
  }

  /** The same, of a request that has not left this client. */
  RpcFailure asNotSent() {
    return new RpcFailure(statusCode, getMessage() + " (not sent)", true);
  }

  /** True iff the server cannot have acted on the request. */
  public boolean notSent() {
    return notSent;
  }

  static RpcFailure of(String what, Throwable failure) {
    Status status =
        failure instanceof StatusRuntimeException e
            ? e.getStatus()
            : failure instanceof StatusException e ? e.getStatus() : Status.fromThrowable(failure);
    // Repeated, the same message would be as large.
    Status.Code code = tooLarge(status) ? Status.Code.OUT_OF_RANGE : status.getCode();
    return new RpcFailure(code, what + ": " + status.getCode() + " " + status.getDescription());
  }

  /** gRPC has no code of its own for a message beyond the limit; its other limits pass. */
  private static boolean tooLarge(Status status) {
    String description = status.getDescription();
    return status.getCode() == Status.Code.RESOURCE_EXHAUSTED
        && description != null
        && description.contains("exceeds maximum size");
  }

  static RpcFailure timeout(String what) {
    return new RpcFailure(Status.Code.DEADLINE_EXCEEDED, what + ": no answer in time");
  }

  /** How gRPC names the failure; time-outs of our own are {@code DEADLINE_EXCEEDED}. */
  public Status.Code statusCode() {
    return statusCode;
  }

  /** True iff the server would answer the same again. */
  public boolean isFinal() {
    return switch (statusCode) {
      case INVALID_ARGUMENT,
          NOT_FOUND,
          ALREADY_EXISTS,
          PERMISSION_DENIED,
          UNAUTHENTICATED,
          UNIMPLEMENTED,
          OUT_OF_RANGE ->
          true;
      case OK,
          CANCELLED,
          UNKNOWN,
          DEADLINE_EXCEEDED,
          RESOURCE_EXHAUSTED,
          FAILED_PRECONDITION,
          ABORTED,
          INTERNAL,
          UNAVAILABLE,
          DATA_LOSS ->
          false;
    };
  }
}

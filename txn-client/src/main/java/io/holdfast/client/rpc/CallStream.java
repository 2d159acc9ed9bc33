package io.holdfast.client.rpc;

import com.google.protobuf.Message;
import io.grpc.ClientCall;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ClientResponseObserver;
import io.holdfast.protocol.rpc.KvRpc;
import io.holdfast.protocol.wire.tikvpb.BatchCommandsEmptyRequest;
import io.holdfast.protocol.wire.tikvpb.BatchCommandsRequest;
import io.holdfast.protocol.wire.tikvpb.BatchCommandsResponse;
import io.holdfast.runtime.loop.EventLoop;
import io.holdfast.runtime.loop.LoopConfined;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Requests to one store that travel together: what is waiting when the stream is free goes in one
 * message, without a timer. A message that is sent while many others are unanswered occupies the
 * stream until the store has taken it: the store says so by answering an empty command at its end
 * in the turn in which it takes the message, however long its requests last. Until then requests
 * gather; so messages grow with the load, and a client that asks for few things at a time never
 * waits. Answers come in any order and several at a time.
 *
 * <p>What a broken stream leaves unanswered fails as a call of its own would: whether the store
 * acted on it is unknown. What had not been sent says so. The next request opens a new stream.
 */
@LoopConfined("client-loop")
final class CallStream {
  /** Requests of one message. */
  static final int PARTS_MAX = 128;

  /** Bytes of one message; a single request may be larger. */
  static final int MESSAGE_BYTES_MAX = 1 << 20;

  /** Requests that wait for the transport; further ones travel alone. */
  static final int UNSENT_MAX = 4_096;

  /**
   * Unanswered requests that are few: to send each at once costs the store less than the wait for
   * its word costs those who ask.
   */
  static final int FEW = 8;

  private static final BatchCommandsRequest.Request TAKEN =
      BatchCommandsRequest.Request.newBuilder()
          .setEmpty(BatchCommandsEmptyRequest.getDefaultInstance())
          .build();

  private final EventLoop loop;
  private final Supplier<ClientCall<BatchCommandsRequest, BatchCommandsResponse>> calls;
  private final Map<Long, Part<?, ?>> unanswered = new LinkedHashMap<>();
  private final ArrayDeque<Part<?, ?>> unsent = new ArrayDeque<>();
  private @Nullable Connection connection;
  private long lastId;
  private boolean flushScheduled;
  private boolean unsupported;

  /** A request and who waits for its answer. */
  private static final class Part<Q extends Message, A extends Message> {
    final long id;
    final KvRpc<Q, A> rpc;
    final Q request;
    final Underway<A> call;
    final Runnable alone;

    /** When it was sent; before that, when it came. */
    long nanos;

    Part(long id, KvRpc<Q, A> rpc, Q request, Underway<A> call, Runnable alone, long nanos) {
      this.id = id;
      this.rpc = rpc;
      this.request = request;
      this.call = call;
      this.alone = alone;
      this.nanos = nanos;
    }

    void take(BatchCommandsResponse.Response response) {
      A answer = rpc.unpackAnswer(response);
      if (answer == null) {
        call.failed(Status.UNIMPLEMENTED.withDescription("an empty answer").asException());
      } else {
        call.answered(answer);
      }
    }
  }

  /** Streams open when first used. */
  CallStream(
      EventLoop loop, Supplier<ClientCall<BatchCommandsRequest, BatchCommandsResponse>> calls) {
    this.loop = loop;
    this.calls = calls;
  }

  /** False when requests to this store have to travel alone, for now or for ever. */
  boolean takes() {
    return !unsupported && unsent.size() < UNSENT_MAX;
  }

  /**
   * Sends a request with whatever else waits.
   *
   * @param alone sends it as a call of its own, where the store turns out to know no streams
   */
  <Q extends Message, A extends Message> void send(
      KvRpc<Q, A> rpc, Q request, Underway<A> call, Runnable alone) {
    loop.checkOwned();
    Part<Q, A> part = new Part<>(++lastId, rpc, request, call, alone, loop.clock().nanos());
    call.carriedBy(() -> abandoned(part));
    call.sent(false);
    unsent.add(part);
    scheduleFlush();
  }

  private void scheduleFlush() {
    if (!flushScheduled) {
      flushScheduled = true;
      loop.execute(this::flush);
    }
  }

  /**
   * Nobody waits for that answer any more; what was not sent yet is not sent at all. When nothing
   * at all came back since it was sent, or it could not be sent because no message is taken, the
   * stream is taken for dead.
   */
  private void abandoned(Part<?, ?> part) {
    boolean sent = unanswered.remove(part.id) != null;
    Connection open = connection;
    if (open != null && (sent ? open.silentSince(part.nanos) : open.standsSince(part.nanos))) {
      open.end("no answer to " + part.call.what());
      ended(open, Status.UNAVAILABLE.withDescription("the stream is silent").asException());
    }
  }

  private void flush() {
    flushScheduled = false;
    while (!unsent.isEmpty()) {
      Connection open = connected();
      if (!open.isFree()) {
        return; // What makes it free comes back here.
      }
      BatchCommandsRequest message = nextMessage(open);
      if (message.getRequestsCount() > 0) {
        open.send(message);
      }
    }
  }

  private BatchCommandsRequest nextMessage(Connection open) {
    BatchCommandsRequest.Builder message = BatchCommandsRequest.newBuilder();
    long nowNanos = loop.clock().nanos();
    boolean few = unanswered.size() < FEW;
    int bytes = 0;
    while (message.getRequestsCount() < PARTS_MAX && bytes < MESSAGE_BYTES_MAX) {
      Part<?, ?> part = unsent.poll();
      if (part == null) {
        break;
      }
      if (!part.call.isOver()) {
        bytes += add(part, message, nowNanos);
      }
    }
    int parts = message.getRequestsCount();
    if (!few && parts > 0 && parts < PARTS_MAX) { // A full one would not have grown.
      open.awaitTaken(++lastId, nowNanos);
      message.addRequestIds(lastId).addRequests(TAKEN);
    }
    return message.build();
  }

  private <Q extends Message, A extends Message> int add(
      Part<Q, A> part, BatchCommandsRequest.Builder message, long nowNanos) {
    part.nanos = nowNanos;
    part.call.sent(true);
    unanswered.put(part.id, part);
    message.addRequestIds(part.id).addRequests(part.rpc.pack(part.request));
    return part.request.getSerializedSize();
  }

  private Connection connected() {
    Connection open = connection;
    if (open == null) {
      open = new Connection();
      connection = open;
      ClientCalls.asyncBidiStreamingCall(calls.get(), open);
    }
    return open;
  }

  private void take(Connection from, BatchCommandsResponse message) {
    from.lastAnswerNanos = loop.clock().nanos();
    int count = Math.min(message.getRequestIdsCount(), message.getResponsesCount());
    for (int i = 0; i < count; i++) {
      from.taken(message.getRequestIds(i));
      Part<?, ?> part = unanswered.remove(message.getRequestIds(i));
      if (part != null) { // Else it was abandoned.
        part.take(message.getResponses(i));
      }
    }
    if (!unsent.isEmpty()) {
      scheduleFlush();
    }
  }

  private void ended(Connection which, Throwable cause) {
    if (connection != which) {
      return; // All of that one is settled.
    }
    connection = null;
    List<Part<?, ?>> lost = new ArrayList<>(unanswered.values());
    unanswered.clear();
    if (Status.fromThrowable(cause).getCode() == Status.Code.UNIMPLEMENTED) {
      unsupported = true; // And so it acted on none of them.
      lost.addAll(unsent);
      unsent.clear();
      lost.forEach(part -> part.call.sent(true)); // Soon, and alone.
      lost.stream().filter(part -> !part.call.isOver()).forEach(part -> part.alone.run());
      return;
    }
    lost.addAll(unsent); // The next stream would not be opened any better.
    unsent.clear();
    lost.forEach(part -> part.call.failed(cause));
  }

  /** Fails what is under way. */
  void close() {
    Connection open = connection;
    if (open != null) {
      open.end("the client is closing");
      ended(open, Status.CANCELLED.withDescription("the client is closing").asException());
    }
  }

  /** One stream. Called on threads of the network; hops to the loop. */
  private final class Connection
      implements ClientResponseObserver<BatchCommandsRequest, BatchCommandsResponse> {
    private @Nullable ClientCallStreamObserver<BatchCommandsRequest> requests;
    private long lastAnswerNanos = loop.clock().nanos();

    /** The empty command whose answer makes the stream free again, 0 when it is. */
    private long awaited;

    private long awaitedNanos;

    @Override
    public void beforeStart(ClientCallStreamObserver<BatchCommandsRequest> opened) {
      requests = opened;
      opened.setOnReadyHandler(() -> loop.execute(CallStream.this::flush));
    }

    /** Else its handler, or an answer, will come. */
    boolean isFree() {
      boolean gathering =
          awaited != 0 && !unanswered.isEmpty() && unsent.size() < PARTS_MAX; // Full ones may go.
      return !gathering && requests != null && requests.isReady();
    }

    /** Nothing came back since then. */
    boolean silentSince(long nanos) {
      return lastAnswerNanos <= nanos;
    }

    /** A message that was sent before then is not taken. */
    boolean standsSince(long nanos) {
      return awaited != 0 && awaitedNanos <= nanos;
    }

    void awaitTaken(long id, long nowNanos) {
      awaited = id;
      awaitedNanos = nowNanos;
    }

    void taken(long id) {
      if (id == awaited) {
        awaited = 0;
      }
    }

    void send(BatchCommandsRequest message) {
      if (requests != null) {
        requests.onNext(message);
      }
    }

    void end(String why) {
      if (requests != null) {
        requests.cancel(why, null);
      }
    }

    @Override
    public void onNext(BatchCommandsResponse message) {
      loop.execute(() -> take(this, message));
    }

    @Override
    public void onError(Throwable cause) {
      loop.execute(() -> ended(this, cause));
    }

    @Override
    public void onCompleted() {
      loop.execute(
          () ->
              ended(
                  this,
                  Status.UNAVAILABLE.withDescription("the store closed the stream").asException()));
    }
  }
}

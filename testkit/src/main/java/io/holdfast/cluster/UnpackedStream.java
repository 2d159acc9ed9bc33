package io.holdfast.cluster;

import com.google.protobuf.Message;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ClientInterceptors;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.holdfast.protocol.rpc.KvRpc;
import io.holdfast.protocol.wire.tikvpb.BatchCommandsRequest;
import io.holdfast.protocol.wire.tikvpb.BatchCommandsRequest.Request;
import io.holdfast.protocol.wire.tikvpb.BatchCommandsRequest.Request.CmdCase;
import io.holdfast.protocol.wire.tikvpb.BatchCommandsResponse;
import io.holdfast.protocol.wire.tikvpb.BatchCommandsResponse.Response;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A stream of batches whose requests go through interceptors one by one, as calls of their own do:
 * what delays, repeats, loses or watches a call does the same to a part of a batch. Parts that no
 * interceptor holds back still travel together. A part that fails takes its stream with it, since a
 * stream knows no other way to say so. Everything runs on the one thread that drives the world.
 */
final class UnpackedStream
    extends SimpleForwardingClientCall<BatchCommandsRequest, BatchCommandsResponse> {
  private static final Map<CmdCase, KvRpc<?, ?>> BY_KIND = byKind();

  private final Channel alone;
  private final Channel parts;

  /** What the client waits for, by its ids. */
  private final TreeMap<Long, ClientCall<?, ?>> asked = new TreeMap<>();

  /** What the store has been sent, repetitions included, by the ids of the wire. */
  private final TreeMap<Long, Carried<?, ?>> sent = new TreeMap<>();

  /** What went without interceptors: the client's id by that of the wire. */
  private final TreeMap<Long, Long> plain = new TreeMap<>();

  private final BatchCommandsRequest.Builder leaving = BatchCommandsRequest.newBuilder();
  private final BatchCommandsResponse.Builder arrived = BatchCommandsResponse.newBuilder();
  private @Nullable Listener<BatchCommandsResponse> client;
  private @Nullable Status broken;
  private boolean packing;
  private boolean unpacking;
  private boolean ended;
  private boolean closed;
  private long lastId;

  /** {@code alone} takes what is sent after the end of the stream. */
  UnpackedStream(
      ClientCall<BatchCommandsRequest, BatchCommandsResponse> stream,
      List<ClientInterceptor> interceptors,
      Channel alone) {
    super(stream);
    this.alone = alone;
    this.parts = ClientInterceptors.intercept(new Parts(), interceptors);
  }

  private static Map<CmdCase, KvRpc<?, ?>> byKind() {
    Map<CmdCase, KvRpc<?, ?>> found = new EnumMap<>(CmdCase.class);
    KvRpc.ALL.stream().filter(KvRpc::batched).forEach(rpc -> found.put(rpc.kind(), rpc));
    return found;
  }

  @Override
  public void start(Listener<BatchCommandsResponse> listener, Metadata headers) {
    client = listener;
    super.start(new Unpacking(listener), headers);
  }

  @Override
  public void sendMessage(BatchCommandsRequest batch) {
    packing = true;
    for (int i = 0; i < batch.getRequestsCount(); i++) {
      Request part = batch.getRequests(i);
      KvRpc<?, ?> rpc = BY_KIND.get(part.getCmdCase());
      if (part.hasEmpty()) {
        carryPlain(batch.getRequestIds(i), part);
      } else {
        ask(batch.getRequestIds(i), Objects.requireNonNull(rpc, part::toString), part);
      }
    }
    packing = false;
    flush();
  }

  /** It asks whether the message is taken, and is no call of its own. */
  private void carryPlain(long id, Request part) {
    plain.put(++lastId, id);
    leaving.addRequestIds(lastId).addRequests(part);
  }

  private <Q extends Message, A extends Message> void ask(long id, KvRpc<Q, A> rpc, Request part) {
    ClientCall<Q, A> call = parts.newCall(rpc.method(), CallOptions.DEFAULT);
    asked.put(id, call);
    call.start(new Asking<>(id, rpc), new Metadata());
    call.request(1);
    call.sendMessage(rpc.unpack(part));
    call.halfClose();
  }

  private void flush() {
    if (!packing && leaving.getRequestsCount() > 0) {
      BatchCommandsRequest batch = leaving.build();
      leaving.clear();
      super.sendMessage(batch);
    }
  }

  private void tell(long id, Response answer) {
    asked.remove(id);
    arrived.addRequestIds(id).addResponses(answer);
    deliver();
  }

  private boolean deliver() {
    if (unpacking || arrived.getResponsesCount() == 0 || client == null || closed) {
      return false;
    }
    BatchCommandsResponse batch = arrived.build();
    arrived.clear();
    client.onMessage(batch);
    return true;
  }

  private void breaksFor(Status why) {
    if (ended) {
      return;
    }
    if (unpacking) {
      broken = why; // The others of that message have been answered.
      return;
    }
    end();
    super.cancel("an answer is lost", null);
    close(why, new Metadata());
  }

  private void end() {
    ended = true;
    leaving.clear();
    List<ClientCall<?, ?>> open = new ArrayList<>(asked.values());
    asked.clear();
    sent.clear();
    plain.clear();
    open.forEach(call -> call.cancel("the stream has ended", null));
  }

  private void close(Status why, Metadata trailers) {
    if (!closed && client != null) {
      closed = true;
      client.onClose(why, trailers);
    }
  }

  @Override
  public void cancel(@Nullable String message, @Nullable Throwable cause) {
    end();
    super.cancel(message, cause);
  }

  /** Answers of the store. */
  private final class Unpacking extends SimpleForwardingClientCallListener<BatchCommandsResponse> {
    Unpacking(Listener<BatchCommandsResponse> client) {
      super(client);
    }

    @Override
    public void onMessage(BatchCommandsResponse batch) {
      unpacking = true;
      for (int i = 0; i < batch.getResponsesCount(); i++) {
        Carried<?, ?> carried = sent.remove(batch.getRequestIds(i));
        Long asker = plain.remove(batch.getRequestIds(i));
        if (asker != null) {
          tell(asker, batch.getResponses(i));
        } else if (carried != null) {
          carried.take(batch.getResponses(i));
        }
      }
      unpacking = false;
      if (!deliver()) {
        request(1); // The client asks for the next one when it has got one.
      }
      Status why = broken;
      if (why != null) {
        breaksFor(why);
      }
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      end();
      close(status, trailers);
    }
  }

  /** One request as the client sees it, outside of all interceptors. */
  private final class Asking<Q extends Message, A extends Message> extends Listener<A> {
    private final long id;
    private final KvRpc<Q, A> rpc;
    private boolean answered;

    Asking(long id, KvRpc<Q, A> rpc) {
      this.id = id;
      this.rpc = rpc;
    }

    @Override
    public void onMessage(A answer) {
      answered = true;
      tell(id, rpc.packAnswer(answer));
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      if (answered) {
        return;
      }
      if (status.getCode() == Status.Code.UNIMPLEMENTED) {
        tell(id, Response.getDefaultInstance()); // As the store said it.
      } else {
        breaksFor(status);
      }
    }
  }

  /** Where requests go that have passed all interceptors. */
  private final class Parts extends Channel {
    @Override
    @SuppressWarnings("unchecked") // The table has the call of a method under the method's types.
    public <Q, A> ClientCall<Q, A> newCall(MethodDescriptor<Q, A> method, CallOptions options) {
      KvRpc<Message, Message> rpc = (KvRpc<Message, Message>) KvRpc.of(method);
      return ended || rpc == null
          ? alone.newCall(method, options)
          : (ClientCall<Q, A>) new Carried<>(rpc);
    }

    @Override
    public String authority() {
      return alone.authority();
    }
  }

  /** One request on the wire. */
  private final class Carried<Q extends Message, A extends Message> extends ClientCall<Q, A> {
    private final KvRpc<Q, A> rpc;
    private @Nullable Listener<A> listener;

    Carried(KvRpc<Q, A> rpc) {
      this.rpc = rpc;
    }

    @Override
    public void start(Listener<A> listener, Metadata headers) {
      this.listener = listener;
    }

    @Override
    public void sendMessage(Q request) {
      sent.put(++lastId, this);
      leaving.addRequestIds(lastId).addRequests(rpc.pack(request));
      flush();
    }

    void take(Response response) {
      A answer = rpc.unpackAnswer(response);
      Listener<A> told = listener;
      if (told == null) {
        return;
      }
      if (answer != null) {
        told.onMessage(answer);
      }
      told.onClose(answer == null ? Status.UNIMPLEMENTED : Status.OK, new Metadata());
    }

    @Override
    public void cancel(@Nullable String message, @Nullable Throwable cause) {
      if (listener != null) {
        listener.onClose(Status.CANCELLED.withDescription(message), new Metadata());
      }
    }

    @Override
    public void request(int messages) {
      // There is one, and it comes when it comes.
    }

    @Override
    public void halfClose() {
      // A request is one message.
    }
  }
}

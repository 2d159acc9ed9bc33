package io.holdfast.cluster;

import com.google.protobuf.ByteString;
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
import io.grpc.Status;
import io.holdfast.protocol.wire.kvrpcpb.Mutation;
import io.holdfast.simulation.world.SimNode;
import io.holdfast.simulation.world.SimWorld;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The last things that clients of a simulated cluster asked of the stores, with the answers, for
 * people who look at a failure. Everything runs on the one thread that drives the world.
 */
final class ClientOperations {
  private static final int LAST = 40;
  private static final int LIST_MAX = 4;
  private static final int TEXT_MAX = 40;
  private static final String STORES = "tikvpb.Tikv/";

  private final ArrayDeque<Line> lines = new ArrayDeque<>();

  /** One call; its answer may come later, or never. */
  private static final class Line {
    private final long millis;
    private final String client;
    private final String method;
    private @Nullable Object request;
    private Object answer = "no answer yet"; // A message, or words. Made readable when needed.

    Line(long millis, String client, String method) {
      this.millis = millis;
      this.client = client;
      this.method = method;
    }

    @Override
    public String toString() {
      return millis
          + " ms "
          + client
          + " "
          + method
          + (request == null ? "" : text(request))
          + " -> "
          + (answer instanceof Message ? text(answer).strip() : answer);
    }
  }

  /** Notes what a client of that node does. */
  ClientInterceptor of(SimWorld world, SimNode node) {
    return new ClientInterceptor() {
      @Override
      public <Q, R> ClientCall<Q, R> interceptCall(
          MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
        ClientCall<Q, R> call = next.newCall(method, options);
        String name = method.getFullMethodName();
        return name.startsWith(STORES)
            ? new Noted<>(call, begin(world, node, name.substring(STORES.length())))
            : call;
      }
    };
  }

  private Line begin(SimWorld world, SimNode node, String method) {
    Line line = new Line(world.nowNanos() / 1_000_000, node.name(), method);
    lines.add(line);
    if (lines.size() > LAST) {
      lines.remove();
    }
    return line;
  }

  /** In lines, oldest first; empty when nothing was asked. */
  String describe() {
    StringBuilder text = new StringBuilder();
    lines.forEach(line -> text.append("  ").append(line).append('\n'));
    return text.isEmpty() ? "" : "last operations of clients:\n" + text;
  }

  private static String text(Object message) {
    StringBuilder text = new StringBuilder();
    if (message instanceof Message fields) {
      for (var field : fields.getAllFields().entrySet()) {
        append(field.getKey(), field.getValue(), text);
      }
    }
    return text.isEmpty() ? " ok" : text.toString();
  }

  private static void append(FieldDescriptor field, Object value, StringBuilder text) {
    if (value instanceof ByteString bytes) {
      text.append(' ').append(field.getName()).append('=').append(readable(bytes));
    } else if (value instanceof List<?> list && !list.isEmpty()) {
      list.stream().limit(LIST_MAX).forEach(each -> append(field, each, text));
      text.append(list.size() > LIST_MAX ? " ... of " + list.size() : "");
    } else if (value instanceof Mutation change) {
      text.append(' ').append(change.getOp()).append(' ').append(readable(change.getKey()));
      text.append(change.getValue().isEmpty() ? "" : "=" + readable(change.getValue()));
    } else if (field.getName().endsWith("error")) {
      String error = String.valueOf(value).replaceAll("\\s+", " ");
      text.append(' ').append(error, 0, Math.min(2 * TEXT_MAX, error.length()));
    } else if (field.getName().endsWith("version") || field.getName().endsWith("not_found")) {
      text.append(' ').append(field.getName()).append('=').append(value);
    }
  }

  private static String readable(ByteString bytes) {
    String text = bytes.toString(StandardCharsets.ISO_8859_1);
    StringBuilder readable = new StringBuilder();
    for (int i = 0; i < Math.min(TEXT_MAX, text.length()); i++) {
      char c = text.charAt(i);
      readable.append(c > ' ' && c < 127 ? String.valueOf(c) : String.format("\\x%02x", (int) c));
    }
    return readable.toString();
  }

  private static final class Noted<Q, R> extends SimpleForwardingClientCall<Q, R> {
    private final Line line;

    Noted(ClientCall<Q, R> call, Line line) {
      super(call);
      this.line = line;
    }

    @Override
    public void sendMessage(Q request) {
      line.request = request;
      super.sendMessage(request);
    }

    @Override
    public void start(Listener<R> listener, Metadata headers) {
      super.start(
          new SimpleForwardingClientCallListener<R>(listener) {
            private boolean answered;

            @Override
            public void onMessage(R answer) {
              answered = true;
              line.answer = answer;
              super.onMessage(answer);
            }

            @Override
            public void onClose(Status status, Metadata trailers) {
              if (!answered) {
                line.answer = status.getCode() + " " + status.getDescription();
              }
              super.onClose(status, trailers);
            }
          },
          headers);
    }
  }
}

package io.holdfast.bench.peer;

import io.holdfast.bench.load.OfferedLoad;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** The driver's end of the connection to a {@link PeerAgent}. One thread. */
final class AgentConnection implements AutoCloseable {
  private final ServerSocket listening;
  private @Nullable Socket socket;
  private @Nullable BufferedReader answers;
  private @Nullable PrintWriter requests;

  AgentConnection() throws IOException {
    listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  }

  /** Where the agent must connect. */
  int port() {
    return listening.getLocalPort();
  }

  /** Waits for the agent; an answer may take as long as {@code answerMax}. */
  void await(Duration connectMax, Duration answerMax) throws IOException {
    listening.setSoTimeout((int) connectMax.toMillis());
    Socket accepted = listening.accept();
    accepted.setSoTimeout((int) answerMax.toMillis());
    socket = accepted;
    answers =
        new BufferedReader(
            new InputStreamReader(accepted.getInputStream(), StandardCharsets.UTF_8));
    requests =
        new PrintWriter(
            new OutputStreamWriter(accepted.getOutputStream(), StandardCharsets.UTF_8), true);
  }

  /** Asks and waits for the answer; fails with what the agent says. */
  String ask(String request) throws IOException {
    if (requests == null || answers == null) {
      throw new IOException("the agent is not connected");
    }
    requests.println(request);
    String answer = answers.readLine();
    if (answer == null) {
      throw new IOException("the agent hung up on '" + request + "'");
    }
    if (answer.startsWith("error ")) {
      throw new IOException("'" + request + "' failed: " + answer.substring("error ".length()));
    }
    return answer;
  }

  /** Starts a load in the agent. */
  OfferedLoad start(PeerOperation operation, int clients) throws IOException {
    ask("start " + operation.title() + " " + clients);
    return new RemoteLoad();
  }

  /** A load of the agent. */
  private final class RemoteLoad implements OfferedLoad {
    private @Nullable String failure;

    @Override
    public Count count() throws IOException {
      String[] words = ask("count").split(" ", -1);
      Count count =
          new Count(Long.parseLong(words[0]), Long.parseLong(words[1]), Long.parseLong(words[2]));
      if (count.failed() > 0 && failure == null) {
        failure = ask("failure");
      }
      return count;
    }

    @Override
    public Histogram latencies() throws IOException {
      return PeerAgent.decode(ask("latencies"));
    }

    @Override
    public @Nullable String firstFailure() {
      return failure;
    }

    @Override
    public void stop() throws IOException {
      ask("stop");
    }
  }

  @Override
  public void close() throws IOException {
    try (listening) {
      if (socket != null) {
        socket.close();
      }
    }
  }
}

package io.holdfast.bench.peer;

import io.holdfast.bench.load.ClientLoad;
import io.holdfast.bench.load.OfferedLoad.Count;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * The clients of a system whose libraries must not meet ours, in a process of their own: it does
 * what it is told over a connection to the driver, a line each way. One thread.
 */
public final class PeerAgent {
  private static final String OK = "ok";

  private final PeerClients clients;
  private @Nullable ClientLoad load;

  private PeerAgent(PeerClients clients) {
    this.clients = clients;
  }

  /** Connects to the driver and serves it until it hangs up. */
  public static void serve(int driverPort, PeerClients clients) throws Exception {
    try (clients;
        Socket driver = new Socket(InetAddress.getLoopbackAddress(), driverPort);
        BufferedReader requests =
            new BufferedReader(
                new InputStreamReader(driver.getInputStream(), StandardCharsets.UTF_8));
        PrintWriter answers =
            new PrintWriter(
                new OutputStreamWriter(driver.getOutputStream(), StandardCharsets.UTF_8), true)) {
      PeerAgent agent = new PeerAgent(clients);
      for (String line = requests.readLine(); line != null; line = requests.readLine()) {
        answers.println(agent.answer(line));
      }
    }
  }

  /** The answer to one line; what fails is answered, so that the driver can tell it. */
  String answer(String line) {
    String[] words = line.split(" ", -1);
    try {
      return switch (words[0]) {
        case "load" -> {
          clients.load(Integer.parseInt(words[1]), Integer.parseInt(words[2]));
          yield OK;
        }
        case "can" -> Boolean.toString(clients.can(PeerOperation.named(words[1])));
        case "start" -> {
          PeerOperation operation = PeerOperation.named(words[1]);
          load =
              ClientLoad.start(
                  Integer.parseInt(words[2]), number -> clients.client(operation, number));
          yield OK;
        }
        case "count" -> {
          Count count = running().count();
          yield count.done() + " " + count.failed() + " " + count.retries();
        }
        case "latencies" -> encode(running().latencies());
        case "failure" -> {
          String failure = running().firstFailure();
          yield failure == null ? "-" : oneLine(failure);
        }
        case "stop" -> {
          running().stop();
          load = null;
          yield OK;
        }
        default -> "error no request '" + line + "'";
      };
    } catch (Exception e) {
      return "error " + oneLine(e.toString());
    }
  }

  private ClientLoad running() {
    if (load == null) {
      throw new IllegalStateException("no load is under way");
    }
    return load;
  }

  private static String oneLine(String text) {
    return text.replaceAll("\\s+", " ").strip();
  }

  static String encode(Histogram histogram) {
    ByteBuffer buffer = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
    int length = histogram.encodeIntoByteBuffer(buffer);
    return Base64.getEncoder().encodeToString(Arrays.copyOf(buffer.array(), length));
  }

  static Histogram decode(String text) throws IOException {
    try {
      return Histogram.decodeFromByteBuffer(ByteBuffer.wrap(Base64.getDecoder().decode(text)), 0);
    } catch (RuntimeException e) {
      throw new IOException("not a histogram: " + text, e);
    }
  }
}

package io.holdfast.bench.yardstick;

import io.holdfast.runtime.net.Address;
import io.holdfast.runtime.net.Network.BoundServer;
import io.holdfast.runtime.node.ThreadedRuntime;
import java.io.IOException;
import java.util.List;

/** The echo server as a process. Ends when its standard input does, so it cannot outlive us. */
public final class EchoServer {
  private EchoServer() {}

  /** Prints {@code READY host:port} once it serves. */
  public static void main(String[] arguments) throws IOException {
    try (ThreadedRuntime runtime = new ThreadedRuntime("echo");
        BoundServer server =
            runtime
                .network()
                .serve(new Address("127.0.0.1", 0), List.of(EchoService.definition()))) {
      System.out.println("READY " + server.address());
      while (System.in.read() >= 0) {
        // Nothing is ever sent; only the end matters.
      }
    }
  }
}

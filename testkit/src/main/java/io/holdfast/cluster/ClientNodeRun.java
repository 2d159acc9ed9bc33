package io.holdfast.cluster;

import io.holdfast.client.Database;
import io.holdfast.client.error.TxnException;
import io.holdfast.runtime.node.NodeRuntime;
import io.holdfast.simulation.world.SimNode;
import java.time.Duration;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** A node of clients of a simulated cluster: one connection for each life of its machine. */
final class ClientNodeRun {
  private static final Duration CONNECT_AGAIN = Duration.ofMillis(200);

  private final SimNode node;
  private final Function<SimNode, Database> connector;
  private final BiConsumer<Database, NodeRuntime> seated;

  ClientNodeRun(
      SimNode node,
      Function<SimNode, Database> connector,
      BiConsumer<Database, NodeRuntime> seated) {
    this.node = node;
    this.connector = connector;
    this.seated = seated;
  }

  /** The body of the first thread of a life. */
  void live() {
    NodeRuntime runtime = node.runtime();
    try {
      seated.accept(connect(runtime), runtime);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Database connect(NodeRuntime runtime) throws InterruptedException {
    while (true) {
      try {
        return connector.apply(node);
      } catch (TxnException e) {
        runtime.sleep(CONNECT_AGAIN); // The cluster is not to be reached at the moment.
      }
    }
  }
}

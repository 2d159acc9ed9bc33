package io.holdfast.bench.peer.ignite;

import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.ignite.IgniteServer;
import org.apache.ignite.InitParameters;

/**
 * One node of Ignite: {@code Node NUMBER DIRECTORY PORTS}, three ports a node (network, clients,
 * REST). The last one makes a cluster of all. Ends with its process.
 */
public final class Node {
  private static final int NODES = 3;

  private Node() {}

  public static void main(String[] arguments) throws Exception {
    int number = Integer.parseInt(arguments[0]);
    Path directory = Files.createDirectories(Path.of(arguments[1]));
    String[] ports = arguments[2].split(",");
    StringBuilder network = new StringBuilder();
    String[] names = new String[NODES];
    for (int i = 0; i < NODES; i++) {
      network.append(i == 0 ? "" : ", ").append("\"127.0.0.1:").append(ports[i]).append('"');
      names[i] = "node" + i;
    }
    Path config =
        Files.writeString(
            directory.resolve("ignite.conf"),
            "ignite {\n"
                + "  network { port = "
                + ports[number]
                + ", listenAddresses = [\"127.0.0.1\"],"
                + " nodeFinder { type = STATIC, netClusterNodes = ["
                + network
                + "] } }\n"
                + "  clientConnector { port = "
                + ports[NODES + number]
                + " }\n"
                + "  rest { port = "
                + ports[2 * NODES + number]
                + " }\n"
                + "  raft { fsync = true }\n"
                + "}\n");
    IgniteServer node = IgniteServer.start(names[number], config, directory.resolve("work"));
    if (number == NODES - 1) {
      node.initCluster(
          InitParameters.builder().metaStorageNodeNames(names).clusterName("bench").build());
      node.waitForInitAsync().get();
      System.out.println("READY");
    } else {
      // Ready for the last one; a node joins only while somebody waits for it.
      System.out.println("READY");
      node.waitForInitAsync().get();
    }
    Thread.currentThread().join();
  }
}

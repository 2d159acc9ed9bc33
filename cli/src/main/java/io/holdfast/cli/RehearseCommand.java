package io.holdfast.cli;

import io.holdfast.cluster.LocalCluster;
import io.holdfast.cluster.LocalClusterOptions;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/**
 * {@code holdfast rehearse}: does once what small commands and starting nodes do. The launcher lets
 * the JVM note which classes that takes, and archive them, so that later starts need not read them.
 */
@Command(name = "rehearse", hidden = true, description = "For the launcher.")
final class RehearseCommand implements Callable<Integer> {
  @Override
  public Integer call() {
    try (LocalCluster cluster = LocalCluster.start(LocalClusterOptions.defaults().withStores(1))) {
      String pd = cluster.pd().toString();
      int failures =
          HoldfastMain.run("kv", "--pd", pd, "put", "key", "value")
              + HoldfastMain.run("kv", "--pd", pd, "get", "key")
              + HoldfastMain.run("kv", "--pd", pd, "scan", "k")
              + HoldfastMain.run("kv", "--pd", pd, "delete", "key")
              + HoldfastMain.run("--help");
      return failures == 0 ? 0 : HoldfastMain.EXIT_FAILED;
    }
  }
}

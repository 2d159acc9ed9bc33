package io.holdfast.cli;

import io.holdfast.runtime.node.ThreadedRuntime;
import io.holdfast.store.engine.rocksdb.RocksEngine;
import io.holdfast.store.engine.rocksdb.RocksOptions;
import io.holdfast.store.server.StoreConfig;
import io.holdfast.store.server.StoreConfigFile;
import io.holdfast.store.server.StoreNode;
import io.holdfast.store.server.StoreStartException;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code holdfast store}: one store as a process. */
@Command(
    name = "store",
    mixinStandardHelpOptions = true,
    description = {
      "Runs a store until SIGTERM. The configuration is TOML:",
      "  data-dir = \"/var/lib/holdfast/store\"  # required",
      "  pd = [\"127.0.0.1:2379\"]               # required",
      "  listen = \"127.0.0.1:20160\"            # port 0 takes a free one",
      "  status-listen = \"127.0.0.1:20180\"     # metrics and health over HTTP",
      "  key-mode = \"txn\"                      # or \"raw\", as the cluster is",
      "Once it serves it prints: READY store=HOST:PORT"
    })
final class StoreCommand implements Callable<Integer> {
  @Option(names = "--config", required = true, description = "Configuration file.")
  private Path config = Path.of("");

  @Override
  public Integer call() throws Exception {
    StoreConfig parsed;
    try {
      parsed =
          StoreConfigFile.parse(
              NodeProcess.readConfiguration(config), Runtime.getRuntime().availableProcessors());
    } catch (IllegalArgumentException e) {
      throw new UsageException(config + ": " + e.getMessage());
    }
    PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    ProcessMeters.register(meters);
    ThreadedRuntime runtime = new ThreadedRuntime("store");
    StoreNode node =
        StoreNode.start(
            runtime,
            parsed,
            directory -> RocksEngine.open(directory, RocksOptions.laptop()),
            meters);
    try {
      NodeProcess.awaitReady(runtime, node.ready());
    } catch (ExecutionException e) {
      runtime.halt();
      if (e.getCause() instanceof StoreStartException refused) {
        throw new UsageException(NodeProcess.describe(refused));
      }
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new IllegalStateException(
          "the store cannot start: " + NodeProcess.describe(cause), cause);
    }
    System.out.println("READY store=" + node.address());
    System.out.flush();
    return NodeProcess.serve(runtime, node);
  }
}

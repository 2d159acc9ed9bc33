package io.holdfast.cli;

import io.holdfast.pd.server.PdConfig;
import io.holdfast.pd.server.PdConfigException;
import io.holdfast.pd.server.PdNode;
import io.holdfast.pd.server.PdStartException;
import io.holdfast.runtime.net.Address;
import io.holdfast.runtime.node.ThreadedRuntime;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code holdfast pd}: one placement driver as a process. */
@Command(
    name = "pd",
    mixinStandardHelpOptions = true,
    subcommands = {PdRecoverCommand.class, PdStoreCommand.class},
    description = {
      "Runs a placement driver until SIGTERM. The configuration is TOML:",
      "  data-dir = \"/var/lib/holdfast/pd\"   # required",
      "  listen = \"127.0.0.1:2379\"           # port 0 takes a free one",
      "  key-mode = \"txn\"                    # or \"raw\"; fixed at the first start",
      "  replicas = 3",
      "Once it listens it prints: READY pd=HOST:PORT, and status=HOST:PORT with --status."
    })
final class PdCommand implements Callable<Integer> {
  @Option(names = "--config", description = "Configuration file; required.")
  private @Nullable Path config;

  @Option(
      names = "--status",
      paramLabel = "HOST:PORT",
      description = "Answer HTTP there: /metrics (Prometheus) and /health. Default: nowhere.")
  private @Nullable String status;

  @Override
  public Integer call() throws Exception {
    PdConfig parsed;
    if (config == null) {
      throw new UsageException("pd needs --config FILE, or a subcommand");
    }
    try {
      parsed = PdConfig.parse(NodeProcess.readConfiguration(config));
    } catch (PdConfigException e) {
      throw new UsageException(config + ": " + e.getMessage());
    }
    Address pagesAt = StatusPages.parse(status);
    ThreadedRuntime runtime = new ThreadedRuntime(parsed.name());
    PdNode node;
    try {
      node = PdNode.start(runtime, parsed);
    } catch (PdStartException e) {
      runtime.close();
      throw new UsageException(NodeProcess.describe(e));
    }
    if (pagesAt == null) {
      System.out.println("READY pd=" + node.address());
      System.out.flush();
      return NodeProcess.serve(runtime, node);
    }
    try (PdPages pages = PdPages.start(node, pagesAt)) {
      System.out.println("READY pd=" + node.address() + " status=" + pages.address());
      System.out.flush();
      return NodeProcess.serve(runtime, node);
    } catch (UsageException e) {
      runtime.close();
      throw e;
    }
  }
}

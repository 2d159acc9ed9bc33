package io.holdfast.cli;

import io.holdfast.cluster.LocalCluster;
import io.holdfast.cluster.LocalClusterOptions;
import io.holdfast.protocol.key.KeyMode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code holdfast playground}: a cluster in this process until Ctrl-C. */
@Command(
    name = "playground",
    mixinStandardHelpOptions = true,
    description = {
      "Runs a placement driver and stores in this process until Ctrl-C or SIGTERM. Once it serves",
      "it prints one line: READY pd=HOST:PORT store1=HOST:PORT ... status1=HOST:PORT ... where"
          + " status",
      "answers HTTP (/metrics, /health). With --sql-port the line also says sql=HOST:PORT, where",
      "psql and every PostgreSQL driver connect (user and database postgres, no password):",
      "  psql -h 127.0.0.1 -p PORT -U postgres",
      "Without --data everything lives in a temporary directory that is removed at the end."
    })
final class PlaygroundCommand implements Callable<Integer> {
  private static final Duration WAKE = Duration.ofHours(1);

  @Option(names = "--stores", defaultValue = "3", description = "Number of stores. Default: 3.")
  private int stores;

  @Option(names = "--pds", defaultValue = "1", description = "Placement drivers. Only 1 for now.")
  private int pds;

  @Option(
      names = "--pd-port",
      defaultValue = "2379",
      description = "Port of the placement driver; 0 for any free one. Default: 2379.")
  private int pdPort;

  @Option(names = "--data", description = "Directory that keeps the data over restarts.")
  private @Nullable Path data;

  @Option(
      names = "--api-version",
      defaultValue = "v1",
      description = "v1; v1ttl and v2 are not built yet. Default: v1.")
  private String apiVersion = "v1";

  @Option(
      names = "--key-mode",
      defaultValue = "txn",
      description = "txn or raw: which kind of client the cluster serves. Default: txn.")
  private String keyMode = "txn";

  @Option(
      names = "--sql-port",
      description = "Also serve SQL (PostgreSQL's protocol) at this port; 0 for any free one.")
  private @Nullable Integer sqlPort;

  @Override
  public Integer call() throws InterruptedException {
    LocalClusterOptions options = options();
    ShutdownSignal signal = ShutdownSignal.install();
    try (LocalCluster cluster = LocalCluster.start(options)) {
      System.out.println(readyLine(cluster));
      System.out.flush();
      while (!signal.await(WAKE)) {
        // Nothing to do but to be there.
      }
    } catch (RuntimeException e) {
      signal.done(HoldfastMain.EXIT_FAILED);
      throw NodeProcess.refusal(e);
    }
    return signal.done(0);
  }

  private LocalClusterOptions options() {
    if (stores < 1 || stores > 16) {
      throw new UsageException("--stores must be between 1 and 16, not " + stores);
    }
    if (pds != 1) {
      throw new UsageException("--pds " + pds + " is not built yet: one placement driver for now");
    }
    if (pdPort < 0 || pdPort > 65_535) {
      throw new UsageException("--pd-port must be between 0 and 65535, not " + pdPort);
    }
    if (sqlPort != null && (sqlPort < 0 || sqlPort > 65_535)) {
      throw new UsageException("--sql-port must be between 0 and 65535, not " + sqlPort);
    }
    if (sqlPort != null && parseKeyMode() != KeyMode.V1_TXN) {
      throw new UsageException("--sql-port needs --key-mode txn, not " + keyMode);
    }
    String api = apiVersion.toLowerCase(Locale.ROOT);
    if (api.equals("v1ttl") || api.equals("v2")) {
      throw new UsageException("--api-version " + apiVersion + " is not built yet; use v1");
    }
    if (!api.equals("v1")) {
      throw new UsageException("--api-version must be v1, v1ttl or v2, not " + apiVersion);
    }
    return LocalClusterOptions.defaults()
        .withStores(stores)
        .withPdPort(pdPort)
        .withDirectory(data)
        .withStatus(true)
        .withKeyMode(parseKeyMode())
        .withSqlPort(sqlPort);
  }

  private KeyMode parseKeyMode() {
    return switch (keyMode.toLowerCase(Locale.ROOT)) {
      case "txn" -> KeyMode.V1_TXN;
      case "raw" -> KeyMode.V1_RAW;
      default -> throw new UsageException("--key-mode must be txn or raw, not " + keyMode);
    };
  }

  private static String readyLine(LocalCluster cluster) {
    StringBuilder line = new StringBuilder("READY pd=").append(cluster.pd());
    for (int store = 0; store < cluster.storeCount(); store++) {
      line.append(" store").append(store + 1).append('=').append(cluster.storeAddress(store));
    }
    for (int store = 0; store < cluster.storeCount(); store++) {
      line.append(" status").append(store + 1).append('=').append(cluster.statusAddress(store));
    }
    if (cluster.options().sqlPort() != null) {
      line.append(" sql=").append(cluster.sqlAddress());
    }
    return line.toString();
  }
}

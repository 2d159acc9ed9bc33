package io.holdfast.cli;

import io.holdfast.client.ClientConfig;
import io.holdfast.runtime.net.Address;
import io.holdfast.runtime.node.ThreadedRuntime;
import io.holdfast.sql.server.SqlConfig;
import io.holdfast.sql.server.SqlServer;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code holdfast sql}: one SQL node as a process. */
@Command(
    name = "sql",
    mixinStandardHelpOptions = true,
    description = {
      "Serves SQL over PostgreSQL's protocol until SIGTERM, on the tables of a running cluster.",
      "Several may run beside one cluster. Once it serves it prints: READY sql=HOST:PORT, and",
      "status=HOST:PORT with --status.",
      "Try it: psql -h HOST -p PORT -U postgres"
    })
final class SqlCommand implements Callable<Integer> {
  @Option(
      names = "--pd",
      defaultValue = "127.0.0.1:2379",
      description = "Placement driver, HOST:PORT. Default: ${DEFAULT-VALUE}.")
  private String pd = "127.0.0.1:2379";

  @Option(
      names = "--listen",
      defaultValue = "127.0.0.1:5432",
      description = "Where to serve; port 0 takes a free one. Default: ${DEFAULT-VALUE}.")
  private String listen = "127.0.0.1:5432";

  @Option(
      names = "--max-connections",
      defaultValue = "100",
      description = "Sessions at the same time. Default: ${DEFAULT-VALUE}.")
  private int maxConnections = 100;

  @Option(
      names = "--wait",
      defaultValue = "300",
      description = "Seconds to wait for the cluster at the start. Default: ${DEFAULT-VALUE}.")
  private long waitSeconds = 300;

  @Option(
      names = "--status",
      paramLabel = "HOST:PORT",
      description = "Answer HTTP there: /metrics (Prometheus) and /health. Default: nowhere.")
  private @Nullable String status;

  @Override
  public Integer call() throws Exception {
    SqlConfig config = config();
    Address pagesAt = StatusPages.parse(status);
    if (pagesAt == null) {
      return serve(config, null);
    }
    try (StatusPages pages = StatusPages.at(pagesAt)) {
      return serve(config, pages);
    }
  }

  private int serve(SqlConfig config, @Nullable StatusPages pages) throws Exception {
    ClientConfig cluster =
        ClientConfig.of(address("--pd", pd).toString())
            .withConnectTimeout(Duration.ofSeconds(waitSeconds));
    ThreadedRuntime runtime = new ThreadedRuntime("sql");
    SqlServer server;
    try {
      server = SqlServer.start(runtime, cluster, config);
    } catch (RuntimeException e) {
      runtime.close();
      throw NodeProcess.refusal(e);
    }
    String warning = warning(config.listen().host());
    if (warning != null) {
      System.err.println(warning);
    }
    String ready = "READY sql=" + server.address();
    if (pages != null) {
      SqlPages.open(server, pages);
      ready += " status=" + pages.address();
    }
    System.out.println(ready);
    System.out.flush();
    return NodeProcess.serve(runtime, server);
  }

  /** What to say of an address that others can reach; null for one that they cannot. */
  static @Nullable String warning(String host) {
    boolean loopback;
    try {
      loopback = InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      loopback = false;
    }
    return loopback
        ? null
        : "holdfast: warning: "
            + host
            + " can be reached from other machines, and SQL asks for no password and is not"
            + " encrypted: whoever reaches it reads and changes everything";
  }

  private SqlConfig config() {
    if (maxConnections < 1) {
      throw new UsageException("--max-connections must be at least 1, not " + maxConnections);
    }
    if (waitSeconds < 1) {
      throw new UsageException("--wait must be at least 1, not " + waitSeconds);
    }
    return SqlConfig.defaults()
        .withListen(address("--listen", listen))
        .withConnectionsMax(maxConnections);
  }

  private static Address address(String option, String text) {
    try {
      return Address.parse(text);
    } catch (IllegalArgumentException e) {
      throw new UsageException(option + " must be HOST:PORT, not " + text);
    }
  }
}

package io.holdfast.cluster;

import io.holdfast.client.ClientConfig;
import io.holdfast.runtime.net.Address;
import io.holdfast.runtime.node.ThreadedRuntime;
import io.holdfast.sql.server.SqlConfig;
import io.holdfast.sql.server.SqlServer;
import java.time.Duration;

/** The SQL node of a local cluster: a runtime and a server of its own. */
final class LocalSql implements AutoCloseable {
  private static final Duration END_WAIT = Duration.ofSeconds(10);

  private final ThreadedRuntime runtime;
  private final SqlServer server;

  private LocalSql(ThreadedRuntime runtime, SqlServer server) {
    this.runtime = runtime;
    this.server = server;
  }

  /** Starts a node that serves at {@code listen}; returns when it does. */
  static LocalSql start(String name, Address pd, Address listen) {
    ThreadedRuntime runtime = new ThreadedRuntime(name);
    try {
      ClientConfig cluster = ClientConfig.of(pd.toString());
      SqlServer server = SqlServer.start(runtime, cluster, SqlConfig.defaults().withListen(listen));
      return new LocalSql(runtime, server);
    } catch (RuntimeException | Error e) {
      runtime.close();
      throw e;
    }
  }

  Address address() {
    return server.address();
  }

  @Override
  public void close() {
    server.close();
    runtime.close();
    runtime.awaitEnd(END_WAIT);
  }
}

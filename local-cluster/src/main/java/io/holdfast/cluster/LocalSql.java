package io.holdfast.cluster;

import io.holdfast.client.ClientConfig;
import io.holdfast.client.Database;
import io.holdfast.runtime.net.Address;
import io.holdfast.runtime.node.ThreadedRuntime;
import io.holdfast.sql.server.SqlConfig;
import io.holdfast.sql.server.SqlServer;
import java.time.Duration;

/** The SQL node of a local cluster: a runtime, a client and a server of its own. */
final class LocalSql implements AutoCloseable {
  private static final Duration END_WAIT = Duration.ofSeconds(10);

  private final ThreadedRuntime runtime;
  private final Database database;
  private final SqlServer server;

  private LocalSql(ThreadedRuntime runtime, Database database, SqlServer server) {
    this.runtime = runtime;
    this.database = database;
    this.server = server;
  }

  /** Starts a node that serves at {@code listen}; returns when it does. */
  static LocalSql start(String name, Address pd, Address listen) {
    ThreadedRuntime runtime = new ThreadedRuntime(name);
    try {
      Database database = Database.connect(runtime, ClientConfig.of(pd.toString()));
      SqlServer server =
          SqlServer.start(runtime, database, SqlConfig.defaults().withListen(listen));
      return new LocalSql(runtime, database, server);
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
    database.close();
    runtime.close();
    runtime.awaitEnd(END_WAIT);
  }
}

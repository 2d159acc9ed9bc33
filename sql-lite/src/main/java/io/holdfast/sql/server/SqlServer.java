package io.holdfast.sql.server;

import io.holdfast.client.ClientConfig;
import io.holdfast.client.Database;
import io.holdfast.client.Traffic;
import io.holdfast.runtime.net.Address;
import io.holdfast.runtime.node.NodeRuntime;
import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.pgwire.netty.SqlListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A SQL node: an engine behind a listening socket. Thread-safe. */
public final class SqlServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SqlServer.class);

  /** Together they take a few seconds at the most. */
  private static final int COLLECT_BATCHES = 20;

  /** A start waits so long for it: less than a second on a machine that has nothing else to do. */
  private static final Duration WARM_UP_WAIT = Duration.ofSeconds(15);

  /** Between two looks for a cluster that has answered, but does not serve yet. */
  private static final Duration OPEN_PAUSE = Duration.ofMillis(500);

  private final SqlEngine engine;
  private final SqlListener listener;
  private final Database database;
  private final boolean ownsDatabase;

  private SqlServer(
      SqlEngine engine, SqlListener listener, Database database, boolean ownsDatabase) {
    this.engine = engine;
    this.listener = listener;
    this.database = database;
    this.ownsDatabase = ownsDatabase;
  }

  /**
   * Starts a server over a connection of the caller, which stays open when the server is closed.
   * Blocks until there is a catalogue.
   *
   * @throws UncheckedIOException when the address is taken
   */
  public static SqlServer start(NodeRuntime runtime, Database database, SqlConfig config) {
    return start(runtime, SqlEngine.open(runtime, database, config), config, database, false);
  }

  /**
   * Starts a server with a connection of its own to the cluster. Waits for a cluster that does not
   * serve yet, for as long as the connect timeout of {@code cluster} says.
   */
  public static SqlServer start(NodeRuntime runtime, ClientConfig cluster, SqlConfig config) {
    long untilNanos = runtime.clock().nanos() + cluster.connectTimeout().toNanos();
    Database database =
        Database.connect(runtime, cluster, what -> LOG.info("waiting for the cluster: {}", what));
    try {
      return start(runtime, open(runtime, database, config, untilNanos), config, database, true);
    } catch (RuntimeException e) {
      database.close();
      throw e;
    }
  }

  private static SqlEngine open(
      NodeRuntime runtime, Database database, SqlConfig config, long untilNanos) {
    while (true) {
      try {
        return SqlEngine.open(runtime, database, config);
      } catch (SqlException e) {
        if (untilNanos - runtime.clock().nanos() <= 0) {
          throw e;
        }
        LOG.info("waiting for the cluster: {}", e.getMessage());
        pause(runtime, e);
      }
    }
  }

  private static void pause(NodeRuntime runtime, SqlException reason) {
    try {
      runtime.sleep(OPEN_PAUSE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw reason;
    }
  }

  private static SqlServer start(
      NodeRuntime runtime,
      SqlEngine engine,
      SqlConfig config,
      Database database,
      boolean ownsDatabase) {
    SqlListener listener = listen(runtime, config, engine);
    if (config.warmUp()) {
      warmUp(runtime, engine, listener);
    }
    listener.inBackground("garbage", () -> collect(runtime, engine));
    return new SqlServer(engine, listener, database, ownsDatabase);
  }

  private static SqlListener listen(NodeRuntime runtime, SqlConfig config, SqlEngine engine) {
    try {
      return SqlListener.open(
          runtime.name(),
          config.listen(),
          config.connectionsMax(),
          config.messageBytesMax(),
          engine);
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  /** Whoever connects meanwhile is served; whoever waits for the start finds all loaded. */
  private static void warmUp(NodeRuntime runtime, SqlEngine engine, SqlListener listener) {
    CompletableFuture<Boolean> warm = new CompletableFuture<>();
    listener.inBackground(
        "warm-up",
        () -> {
          try {
            engine.warmUp();
          } catch (SqlException e) {
            LOG.warn("warming up failed; the first statements will be slow", e);
          } finally {
            warm.complete(true);
          }
        });
    try {
      runtime.await(warm, WARM_UP_WAIT);
    } catch (TimeoutException e) {
      LOG.info("warming up takes long and goes on in the background");
    } catch (ExecutionException e) {
      throw new IllegalStateException("warming up cannot fail", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void collect(NodeRuntime runtime, SqlEngine engine) {
    try {
      while (!runtime.stopped()) {
        runtime.sleep(SqlEngine.COLLECT_EVERY);
        try {
          engine.collectGarbage(COLLECT_BATCHES);
        } catch (SqlException e) {
          LOG.info("collecting garbage is tried again later: {}", e.getMessage());
        }
      }
    } catch (InterruptedException e) {
      // The server is closed.
      Thread.currentThread().interrupt();
    }
  }

  /** Where it listens. */
  public Address address() {
    return listener.address();
  }

  /** What it runs statements with. */
  public SqlEngine engine() {
    return engine;
  }

  /** What it has asked the cluster for so far. */
  public Traffic traffic() {
    return database.traffic();
  }

  /** Ends all sessions (their clients are told 57P01) and stops listening. */
  @Override
  public void close() {
    listener.close();
    if (ownsDatabase) {
      database.close();
    }
  }
}

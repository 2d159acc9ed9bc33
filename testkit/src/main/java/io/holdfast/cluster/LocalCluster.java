package io.holdfast.cluster;

import io.holdfast.client.ClientConfig;
import io.holdfast.client.Database;
import io.holdfast.pd.server.PdConfig;
import io.holdfast.runtime.net.Address;
import io.holdfast.store.server.StoreConfig;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A real cluster in this JVM: a placement driver and stores on threads, sockets of the loopback
 * interface, RocksDB and log files. Starts in a few seconds, leaves nothing behind.
 *
 * <pre>{@code
 * try (LocalCluster cluster = LocalCluster.start()) {
 *   Database db = cluster.database();
 *   db.transact(tx -> { tx.put(key, value); return null; });
 * }
 * }</pre>
 *
 * <p>Thread-safe; calls that start or end nodes block.
 */
public final class LocalCluster implements Cluster {
  private static final String LOOPBACK = "127.0.0.1";

  private final LocalClusterOptions options;
  private final ScratchDirectory directory;
  private final MeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final List<LocalStore> stores = new ArrayList<>(); // Guarded by this.
  private @Nullable LocalPd pd; // Guarded by this.
  private @Nullable Database database; // Guarded by this.
  private @Nullable LocalSql sql; // Guarded by this.
  private boolean closed; // Guarded by this.

  /** Who waits for the start; null when it is over. */
  private volatile @Nullable Thread starter = Thread.currentThread();

  private LocalCluster(LocalClusterOptions options) {
    this.options = options;
    this.directory = ScratchDirectory.of(options.directory(), this::endWithJvm);
  }

  /** Three stores for transactions, on temporary files; returns when all regions are replicated. */
  public static LocalCluster start() {
    return start(LocalClusterOptions.defaults());
  }

  /** A cluster as described; returns when it serves and all regions are replicated. */
  public static LocalCluster start(LocalClusterOptions options) {
    LocalCluster cluster = new LocalCluster(options);
    try {
      cluster.startNodes();
      return cluster;
    } catch (RuntimeException | Error e) {
      boolean interrupted = Thread.interrupted(); // Closing waits, too.
      cluster.close();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      throw e;
    } finally {
      cluster.starter = null;
    }
  }

  /** A signal ends the JVM: a start must not hold it up, and nobody may write any more. */
  private void endWithJvm() {
    Thread starting = starter;
    if (starting != null) {
      starting.interrupt();
    }
    close();
  }

  private synchronized void startNodes() {
    LocalPd driver =
        LocalPd.start(
            "pd-1",
            PdConfig.of(directory.path().resolve("pd-1"))
                .withListen(new Address(LOOPBACK, options.pdPort()))
                .withKeyMode(options.keyMode())
                .withReplicas(options.replicas()));
    pd = driver;
    List<CompletableFuture<?>> starting = new ArrayList<>();
    for (int ordinal = 0; ordinal < options.stores(); ordinal++) {
      String name = "store-" + (ordinal + 1);
      StoreConfig config =
          StoreConfig.of(
                  directory.path().resolve(name),
                  new Address(LOOPBACK, 0),
                  List.of(driver.address()))
              .withKeyMode(options.keyMode())
              .withTiming(StoreConfig.Timing.quick())
              .withLimits(options.storeLimits())
              .withStatusListen(options.status() ? new Address(LOOPBACK, 0) : null);
      LocalStore store = new LocalStore(name, config, meters);
      stores.add(store);
      starting.add(store.begin());
    }
    for (int ordinal = 0; ordinal < starting.size(); ordinal++) {
      await(starting.get(ordinal), "store " + (ordinal + 1));
      stores.get(ordinal).keepAddress();
    }
    try {
      Readiness.awaitReplicas(
          database(), driver.runtime(), options.replicas(), options.startPatience());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the cluster was starting", e);
    }
    Integer sqlPort = options.sqlPort();
    if (sqlPort != null) {
      sql = LocalSql.start("sql-1", pd(), new Address(LOOPBACK, sqlPort));
    }
  }

  /** What all its stores count. */
  MeterRegistry meters() {
    return meters;
  }

  @Override
  public synchronized Address pd() {
    LocalPd driver = pd;
    if (driver == null) {
      throw new IllegalStateException("the cluster is closed");
    }
    return driver.address();
  }

  /** A client of this cluster; connected on first use, closed with the cluster. */
  public synchronized Database database() {
    if (database == null) {
      database = Database.connect(ClientConfig.of(pd().toString()));
    }
    return database;
  }

  /** Removes all keys that applications wrote; what SQL keeps stays. Blocks. */
  public void clear() {
    UserKeys.clear(database(), options.keyMode());
  }

  /**
   * Where the SQL node serves PostgreSQL's protocol.
   *
   * @throws IllegalStateException when the cluster was started without one
   */
  public synchronized Address sqlAddress() {
    LocalSql node = sql;
    if (node == null) {
      throw new IllegalStateException(
          "this cluster has no SQL node: start it with LocalClusterOptions.withSqlPort");
    }
    return node.address();
  }

  /** Where the data of all nodes lives. */
  public Path directory() {
    return directory.path();
  }

  /** What the cluster was started with. */
  public LocalClusterOptions options() {
    return options;
  }

  @Override
  public int storeCount() {
    return options.stores();
  }

  @Override
  public synchronized Address storeAddress(int store) {
    return stores.get(store).address();
  }

  /** Where a running store answers HTTP; null when the cluster was started without. */
  public synchronized @Nullable Address statusAddress(int store) {
    return stores.get(store).statusAddress();
  }

  @Override
  public synchronized void killStore(int store) {
    stores.get(store).kill();
  }

  @Override
  public synchronized void stopStore(int store) {
    stores.get(store).close(true);
  }

  @Override
  public synchronized void startStore(int store) {
    if (closed) {
      throw new IllegalStateException("the cluster is closed");
    }
    await(stores.get(store).begin(), "store " + (store + 1));
  }

  @Override
  public synchronized boolean storeRunning(int store) {
    return stores.get(store).running();
  }

  private void await(CompletableFuture<?> future, String what) {
    try {
      future.get(options.startPatience().toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(what + " did not start", e.getCause());
    } catch (TimeoutException e) {
      throw new IllegalStateException(what + " did not start within " + options.startPatience(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while " + what + " was starting", e);
    }
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    if (sql != null) {
      sql.close();
      sql = null;
    }
    if (database != null) {
      database.close();
      database = null;
    }
    for (LocalStore store : stores) {
      store.close(false);
    }
    if (pd != null) {
      pd.close();
    }
    directory.close();
  }
}

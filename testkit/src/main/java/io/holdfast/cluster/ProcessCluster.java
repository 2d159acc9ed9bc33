package io.holdfast.cluster;

import io.holdfast.client.ClientConfig;
import io.holdfast.client.Database;
import io.holdfast.runtime.net.Address;
import io.holdfast.runtime.node.ThreadedRuntime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A cluster of processes on this machine, on temporary files: a placement driver and stores, each
 * in a JVM of its own with this JVM's class path. {@link #killStore} is SIGKILL. Thread-safe.
 */
public final class ProcessCluster implements Cluster {
  private static final Duration START_PATIENCE = Duration.ofMinutes(1);

  private final ScratchDirectory directory = ScratchDirectory.of(null, this::endWithJvm);
  private final List<NodeLauncher> stores = new ArrayList<>(); // Guarded by this.
  private final NodeLauncher pd;
  private boolean ended; // Guarded by this.

  /** Who waits for the start; null when it is over. */
  private volatile @Nullable Thread starter = Thread.currentThread();

  private ProcessCluster(String keyMode, int replicas) {
    pd =
        new NodeLauncher(
            "pd",
            directory.path(),
            "pd-1",
            port ->
                List.of(
                    setting("data-dir", directory.path().resolve("pd-1").toString()),
                    setting("listen", "127.0.0.1:" + port),
                    setting("key-mode", keyMode),
                    "replicas = " + replicas));
  }

  /** That many stores for transactions, each region on three of them where there are three. */
  public static ProcessCluster start(int stores) {
    return start(stores, "txn");
  }

  /** That many stores; {@code keyMode} is {@code txn} or {@code raw}. */
  public static ProcessCluster start(int stores, String keyMode) {
    return start(stores, keyMode, List.of());
  }

  /** The same with more lines in the configuration of every store. */
  public static ProcessCluster start(int stores, String keyMode, List<String> storeSettings) {
    int replicas = stores < 3 ? 1 : 3;
    ProcessCluster cluster = new ProcessCluster(keyMode, replicas);
    try {
      cluster.launch(stores, keyMode, replicas, storeSettings);
      return cluster;
    } catch (RuntimeException | Error e) {
      cluster.close();
      throw e;
    } finally {
      cluster.starter = null;
    }
  }

  private synchronized void launch(
      int count, String keyMode, int replicas, List<String> storeSettings) {
    pd.start();
    pd.awaitReady(START_PATIENCE);
    for (int store = 1; store <= count; store++) {
      String name = "store-" + store;
      NodeLauncher launcher =
          new NodeLauncher(
              "store",
              directory.path(),
              name,
              port -> {
                List<String> lines = new ArrayList<>(storeSettings);
                lines.add(setting("data-dir", directory.path().resolve(name).toString()));
                lines.add(setting("listen", "127.0.0.1:" + port));
                lines.add(setting("key-mode", keyMode));
                lines.add("pd = [\"" + pd() + "\"]");
                return lines;
              });
      stores.add(launcher);
      launcher.start();
    }
    stores.forEach(store -> store.awaitReady(START_PATIENCE));
    try (ThreadedRuntime runtime = new ThreadedRuntime("readiness");
        Database database = Database.connect(runtime, ClientConfig.of(pd().toString()))) {
      Readiness.awaitReplicas(database, runtime, replicas, START_PATIENCE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the cluster was starting", e);
    }
  }

  private static String setting(String key, String value) {
    return key + " = \"" + value.replace("\\", "\\\\") + "\"";
  }

  @Override
  public Address pd() {
    return pd.address();
  }

  /** Process id of the placement driver. */
  public long pdPid() {
    return pd.pid();
  }

  /** Process id of a running store. */
  public synchronized long storePid(int store) {
    return stores.get(store).pid();
  }

  /** Directory of all data and logs of the processes. */
  public Path directory() {
    return directory.path();
  }

  @Override
  public synchronized int storeCount() {
    return stores.size();
  }

  @Override
  public synchronized Address storeAddress(int store) {
    return stores.get(store).address();
  }

  @Override
  public synchronized void killStore(int store) {
    stores.get(store).kill();
  }

  @Override
  public synchronized void startStore(int store) {
    if (ended) {
      throw new IllegalStateException("the cluster is closed");
    }
    stores.get(store).start();
    stores.get(store).awaitReady(START_PATIENCE);
  }

  @Override
  public synchronized boolean storeRunning(int store) {
    return stores.get(store).running();
  }

  /** SIGTERM; returns when the process has ended. */
  @Override
  public synchronized void stopStore(int store) {
    stores.get(store).stop();
  }

  /** SIGSTOP: nothing of the store runs, its connections stay open. */
  public synchronized void pauseStore(int store) {
    stores.get(store).signal("STOP");
  }

  /** SIGCONT. */
  public synchronized void resumeStore(int store) {
    stores.get(store).signal("CONT");
  }

  /** The data directory of a store. */
  public Path storeDirectory(int store) {
    return directory.path().resolve("store-" + (store + 1));
  }

  private synchronized void killAll() {
    ended = true;
    stores.forEach(NodeLauncher::kill);
    pd.kill();
  }

  /** A signal ends this JVM: a start must not hold it up. */
  private void endWithJvm() {
    Thread starting = starter;
    if (starting != null) {
      starting.interrupt();
    }
    killAll();
  }

  @Override
  public void close() {
    killAll();
    directory.close();
  }

  /** The last lines a process wrote, for failures. */
  static String tail(Path log) {
    try {
      List<String> lines = Files.readAllLines(log);
      return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + log, e);
    }
  }
}

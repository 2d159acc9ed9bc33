package io.holdfast.cluster;

import io.holdfast.runtime.net.Address;
import io.holdfast.runtime.node.ThreadedRuntime;
import io.holdfast.store.engine.rocksdb.RocksEngine;
import io.holdfast.store.engine.rocksdb.RocksOptions;
import io.holdfast.store.server.StoreConfig;
import io.holdfast.store.server.StoreNode;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One store of a local cluster over its lives. Belongs to the cluster's lock. */
final class LocalStore {
  /** Clusters of tests come and go: what a server keeps for a full disk would cost them time. */
  private static final RocksOptions ENGINE = RocksOptions.laptop().withReserveBytes(16 << 20);

  private static final Duration END_WAIT = Duration.ofSeconds(10);

  private final String name;
  private final MeterRegistry meters;
  private StoreConfig config;
  private @Nullable ThreadedRuntime runtime;
  private @Nullable StoreNode node;

  LocalStore(String name, StoreConfig config, MeterRegistry meters) {
    this.name = name;
    this.config = config;
    this.meters = meters;
  }

  boolean running() {
    ThreadedRuntime current = runtime;
    return current != null && !current.stopped();
  }

  Address address() {
    return config.listen();
  }

  @Nullable Address statusAddress() {
    StoreNode current = node;
    return current == null ? null : current.statusAddress();
  }

  /** Begins a life; the answer completes when the store serves, or fails when it never will. */
  CompletableFuture<?> begin() {
    if (running()) {
      throw new IllegalStateException(name + " runs already");
    }
    ThreadedRuntime fresh = new ThreadedRuntime(name);
    runtime = fresh;
    StoreNode started =
        StoreNode.start(fresh, config, directory -> RocksEngine.open(directory, ENGINE), meters);
    node = started;
    // A fault stops the loops, and with them whoever would complete the answer.
    return CompletableFuture.anyOf(
        started.ready(),
        fresh
            .failed()
            .thenCompose(
                cause ->
                    CompletableFuture.failedFuture(
                        new IllegalStateException(
                            name + " failed: " + cause.getMessage(), cause))));
  }

  /** Once it serves: remembers the port, so that a later life is found at the same place. */
  void keepAddress() {
    StoreNode current = node;
    if (current != null) {
      config = config.withListen(current.address());
    }
  }

  void kill() {
    ThreadedRuntime dying = runtime;
    StoreNode gone = node;
    if (dying == null || gone == null) {
      return;
    }
    dying.halt();
    letGo(dying, gone);
    runtime = null;
    node = null;
  }

  /** {@code planned}: the others go on, so what it leads is handed over to them first. */
  void close(boolean planned) {
    ThreadedRuntime ending = runtime;
    StoreNode closing = node;
    if (ending == null || closing == null) {
      return;
    }
    if (planned) {
      closing.close();
    } else {
      closing.closeWithCluster();
    }
    ending.close();
    letGo(ending, closing); // A node that had failed before could not close itself.
    runtime = null;
    node = null;
  }

  /** What a thread may still use is never freed: a crash of the engine would take this JVM. */
  private static void letGo(ThreadedRuntime ended, StoreNode gone) {
    if (ended.awaitEnd(END_WAIT)) {
      gone.abandon();
    } else {
      gone.leak();
    }
  }
}

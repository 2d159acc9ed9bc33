package io.holdfast.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.client.ClientConfig;
import io.holdfast.client.Database;
import io.holdfast.pd.server.PdConfig;
import io.holdfast.pd.server.PdNode;
import io.holdfast.protocol.key.KeyMode;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.runtime.net.Address;
import io.holdfast.runtime.node.ThreadedRuntime;
import io.holdfast.store.engine.EngineClosedException;
import io.holdfast.store.engine.EngineIterator;
import io.holdfast.store.engine.EngineSnapshot;
import io.holdfast.store.engine.Family;
import io.holdfast.store.engine.KvEngine;
import io.holdfast.store.engine.rocksdb.RocksEngine;
import io.holdfast.store.engine.rocksdb.RocksOptions;
import io.holdfast.store.server.StoreConfig;
import io.holdfast.store.server.StoreNode;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A store with a real engine is closed in order while it sends a snapshot, is scanned from outside
 * and asked for its regions: rule D10. What goes wrong here takes the JVM with it.
 *
 * <p>{@code -Dholdfast.close.rounds=100} for the long form.
 */
class OrderlyCloseTest {
  private static final int ROUNDS = Integer.getInteger("holdfast.close.rounds", 6);
  private static final int VALUES = 48;
  private static final int VALUE_BYTES = 256 << 10;
  private static final Duration END_WAIT = Duration.ofSeconds(10);

  @TempDir private Path directory;

  private final MeterRegistry meters = new SimpleMeterRegistry();

  private StoreConfig config(String name, int port, Address pd) {
    return StoreConfig.of(directory.resolve(name), new Address("127.0.0.1", port), List.of(pd))
        .withKeyMode(KeyMode.V1_RAW)
        .withTiming(StoreConfig.Timing.quick());
  }

  private StoreNode start(ThreadedRuntime runtime, StoreConfig config) throws Exception {
    StoreNode node =
        StoreNode.start(
            runtime, config, dir -> RocksEngine.open(dir, RocksOptions.laptop()), meters);
    node.ready().get(60, TimeUnit.SECONDS);
    return node;
  }

  @Test
  void aStoreClosedWhileItSendsAndIsScannedDoesNotTakeTheProcess() throws Exception {
    try (ThreadedRuntime pdRuntime = new ThreadedRuntime("pd");
        PdNode pd =
            PdNode.start(
                pdRuntime,
                PdConfig.of(directory.resolve("pd"))
                    .withListen(new Address("127.0.0.1", 0))
                    .withKeyMode(KeyMode.V1_RAW)
                    .withReplicas(3))) {
      ThreadedRuntime runtime = new ThreadedRuntime("store-1");
      StoreNode node = start(runtime, config("store-1", 0, pd.address()));
      final int port = node.address().port();
      fill(pd.address());
      ThreadedRuntime otherRuntime = new ThreadedRuntime("store-2");
      StoreNode other = start(otherRuntime, config("store-2", 0, pd.address()));
      for (int round = 0; round < ROUNDS; round++) {
        List<CompletableFuture<Void>> scans = scans(node.engine());
        TimeUnit.MILLISECONDS.sleep(round * 37L % 400); // Anywhere in the transfer.
        node.close();
        runtime.close();
        assertThat(runtime.awaitEnd(END_WAIT)).isTrue();
        for (CompletableFuture<Void> scan : scans) {
          assertThat(scan)
              .failsWithin(END_WAIT)
              .withThrowableThat()
              .havingCause()
              .isInstanceOf(EngineClosedException.class);
        }
        runtime = new ThreadedRuntime("store-1");
        node = start(runtime, config("store-1", port, pd.address()));
      }
      node.close();
      runtime.close();
      other.close();
      otherRuntime.close();
    }
    assertThat(meters.counter("holdfast.store.engine.leaked").count()).isZero();
  }

  private static void fill(Address pd) {
    SplittableRandom random = new SplittableRandom(1);
    try (Database db = Database.connect(ClientConfig.of(pd.toString()))) {
      byte[] value = new byte[VALUE_BYTES];
      for (int i = 0; i < VALUES; i++) {
        random.nextBytes(value);
        db.raw().put(Bytes.utf8(String.format("k%06d", i)), Bytes.wrap(value.clone()));
      }
    }
  }

  /** Snapshots and scans by threads that the store knows nothing of, until they are refused. */
  private static List<CompletableFuture<Void>> scans(KvEngine engine) {
    List<CompletableFuture<Void>> scans = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      scans.add(CompletableFuture.runAsync(() -> scan(engine)));
    }
    return scans;
  }

  private static void scan(KvEngine engine) {
    while (true) {
      try (EngineSnapshot snapshot = engine.snapshot();
          EngineIterator it = snapshot.iterator(Family.DEFAULT, Bytes.EMPTY, Bytes.EMPTY)) {
        for (it.seekToFirst(); it.valid(); it.next()) {
          it.value();
        }
      }
    }
  }
}

package io.holdfast.store.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.holdfast.protocol.wire.kvrpcpb.RawPutRequest;
import io.holdfast.protocol.wire.metapb.Region;
import io.holdfast.protocol.wire.tikvpb.TikvGrpc;
import io.holdfast.simulation.world.LinkChaos;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A replica that needs a snapshot joins while the writes go on, however early logs are cut: the log
 * waits for a snapshot on its way (D11). The link is so slow that a transfer takes several rounds
 * of log compaction.
 */
final class SnapshotUnderWritesTest {
  private static final int KEYS = 1000;
  private static final Duration SOON = Duration.ofSeconds(60);

  private final Set<String> snapshots = new TreeSet<>();
  private int written;

  @ParameterizedTest
  @CsvSource({"0, 200", "100, 200", "100, 200000", "300, 50"})
  void aNewReplicaJoins(int writesPerSecond, long entriesForced) throws IOException {
    try (StoreWorld stores = world(entriesForced, 1)) {
      stores.addStore("store-2");
      stores.awaitReady("store-2");
      stores.pd.replicas = 2;
      slowLinks(stores);
      writeUntilSettled(stores, writesPerSecond, "store-2", 2);
    }
  }

  /** It was away for so long that the log was cut past it. */
  @ParameterizedTest
  @CsvSource({"100, 200", "300, 50"})
  void aReplicaThatWasAwayCatchesUp(int writesPerSecond, long entriesForced) throws IOException {
    try (StoreWorld stores = world(entriesForced, 3)) {
      stores.await(() -> stores.settledAt(3));
      stores.world.node("store-3").kill();
      for (int i = 0; i < 100; i++) {
        write(stores, 50);
        stores.world.run(Duration.ofMillis(100));
      }
      slowLinks(stores);
      stores.restart("store-3");
      stores.world.run(Duration.ofSeconds(2));
      writeUntilSettled(stores, writesPerSecond, "store-3", 3);
    }
  }

  private static StoreWorld world(long entriesForced, int replicas) throws IOException {
    StoreWorld stores = new StoreWorld(7);
    stores.pd.replicas = replicas;
    stores.limits = new StoreConfig.Limits(8 << 20, 64 << 20, 1000, 50, entriesForced, 256, 4);
    for (int i = 1; i <= replicas; i++) {
      stores.addStore("store-" + i);
      stores.awaitReady("store-" + i);
    }
    stores.await(() -> !stores.pd.reported.isEmpty());
    for (int i = 0; i < KEYS; i++) {
      stores.putSurely(key(i), "v".repeat(1024));
    }
    return stores;
  }

  /** 10 ms one way on average: four chunks of one pair at a time take five seconds for the data. */
  private static void slowLinks(StoreWorld stores) {
    stores.world.network().setChaos(new LinkChaos(20_000_000L, 0, 0, 0, 0));
  }

  private void writeUntilSettled(
      StoreWorld stores, int writesPerSecond, String receiver, int replicas) {
    long began = stores.world.nowNanos();
    while (!stores.settledAt(replicas)) {
      assertThat(Duration.ofNanos(stores.world.nowNanos() - began))
          .as("snapshots %s of %s", snapshots, stores.describe())
          .isLessThan(SOON);
      write(stores, writesPerSecond / 10);
      for (int i = 0; i < 10; i++) {
        stores.world.run(Duration.ofMillis(10));
        stores.world.node(receiver).disk().paths().stream()
            .map(path -> String.valueOf(path.getFileName()))
            .filter(name -> name.endsWith(".snap"))
            .forEach(snapshots::add);
      }
    }
    stores.world.network().setChaos(LinkChaos.NONE);
    assertThat(snapshots).hasSizeBetween(1, 2);
  }

  private void write(StoreWorld stores, int count) {
    ByteString start = ByteString.copyFromUtf8(key(0));
    Region region = stores.region(start);
    long leaderStore =
        Objects.requireNonNull(stores.pd.reported.get(region.getId())).getLeader().getStoreId();
    for (int i = 0; i < count; i++) {
      stores.send(
          stores.channel("store-" + storeNumber(stores, leaderStore)),
          TikvGrpc.getRawPutMethod(),
          RawPutRequest.newBuilder()
              .setContext(stores.context(region, leaderStore))
              .setKey(ByteString.copyFromUtf8(key(written++ % KEYS)))
              .setValue(ByteString.copyFromUtf8("w".repeat(1024)))
              .build());
    }
  }

  private static int storeNumber(StoreWorld stores, long storeId) {
    int number = 1;
    while (stores.store("store-" + number).storeId() != storeId) {
      number++;
    }
    return number;
  }

  private static String key(int i) {
    return String.format("k%05d", i);
  }
}

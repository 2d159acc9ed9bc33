package io.holdfast.store.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.holdfast.protocol.wire.kvrpcpb.SplitRegionRequest;
import io.holdfast.protocol.wire.metapb.Region;
import io.holdfast.protocol.wire.tikvpb.TikvGrpc;
import java.io.IOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A planned stop costs its clients a round trip, not an election. */
class StoreStopTest {
  private static final List<String> THREE = List.of("store-1", "store-2", "store-3");
  private static final long STALL_MILLIS_MAX = 100;

  static StoreWorld threeWithRegions(long seed) throws IOException {
    StoreWorld stores = new StoreWorld(seed);
    stores.pd.replicas = 3;
    stores.pipeline = seed % 2 == 0 ? StoreConfig.Pipeline.STAGED : StoreConfig.Pipeline.INLINE;
    THREE.forEach(stores::addStore);
    THREE.forEach(stores::awaitReady);
    stores.await(() -> replicated(stores, 1));
    for (int splits = 1; splits <= 3; splits++) {
      split(stores, "k" + (splits * 2));
      int regions = splits + 1;
      stores.await(() -> replicated(stores, regions));
    }
    return stores;
  }

  private static boolean replicated(StoreWorld stores, int regions) {
    return stores.pd.reported.size() >= regions
        && stores.pd.reported.values().stream()
            .allMatch(report -> report.getRegion().getPeersCount() == 3);
  }

  private static void split(StoreWorld stores, String at) {
    ByteString key = ByteString.copyFromUtf8(at);
    int before = stores.pd.reported.size();
    for (int attempt = 0; attempt < 60 && stores.pd.reported.size() == before; attempt++) {
      Region region = stores.region(key);
      for (String name : THREE) {
        stores.send(
            stores.channel(name),
            TikvGrpc.getSplitRegionMethod(),
            SplitRegionRequest.newBuilder()
                .setContext(stores.context(region, stores.store(name).storeId()))
                .addSplitKeys(key)
                .setIsRawKv(true)
                .build());
      }
      stores.world.run(Duration.ofMillis(500));
    }
  }

  /** Time until the write was accepted, by a client that goes from store to store. */
  static long putMillis(StoreWorld stores, String key, String value) {
    long begin = stores.world.nowNanos();
    while (!stores.put(key, value)) {
      assertThat((stores.world.nowNanos() - begin) / 1_000_000).as("wait").isLessThan(5_000);
      stores.world.run(Duration.ofMillis(2));
    }
    return (stores.world.nowNanos() - begin) / 1_000_000;
  }

  @ParameterizedTest
  @ValueSource(longs = {81, 82, 83, 84})
  void noClientWaitsForAnElection(long seed) throws IOException {
    try (StoreWorld stores = threeWithRegions(seed)) {
      for (int round = 0; round < 6; round++) {
        String stopping = THREE.get(round % 3);
        var closed = stores.store(stopping).closeAsync();
        long worst = 0;
        int writes = 0;
        while (!closed.isDone()) {
          worst = Math.max(worst, putMillis(stores, "k" + writes % 9, round + "-" + writes));
          writes++;
        }
        stores.world.node(stopping).kill();
        for (int i = 0; i < 9; i++) {
          worst = Math.max(worst, putMillis(stores, "k" + i, round + "-last"));
        }
        assertThat(worst).as("round %d, %d writes", round, writes).isLessThan(STALL_MILLIS_MAX);
        stores.restart(stopping);
        stores.awaitReady(stopping);
        stores.world.run(Duration.ofSeconds(1));
      }
      for (int i = 0; i < 9; i++) {
        assertThat(stores.get("k" + i)).isEqualTo("5-last");
      }
    }
  }

  static long led(StoreWorld stores, String name) {
    var asked = stores.store(name).status();
    stores.await(asked::isDone);
    return asked.join().regions().stream().filter(StoreStatus.RegionStatus::leader).count();
  }

  /** All at once would let each region wait for the elections of all. */
  @ParameterizedTest
  @ValueSource(longs = {85, 86})
  void regionsGoOneAtFirst(long seed) throws IOException {
    try (StoreWorld stores = threeWithRegions(seed)) {
      String most =
          THREE.stream().max(Comparator.comparing(name -> led(stores, name))).orElseThrow();
      final long before = led(stores, most);
      assertThat(before).as("regions led by %s", most).isGreaterThanOrEqualTo(3);
      var closed = stores.store(most).closeAsync();
      long after = before;
      while (after == before && !closed.isDone()) {
        stores.world.run(Duration.ofNanos(500_000));
        after = led(stores, most);
      }
      assertThat(after).as("of %d", before).isEqualTo(before - 1);
      stores.await(() -> led(stores, most) == 0);
    }
  }
}

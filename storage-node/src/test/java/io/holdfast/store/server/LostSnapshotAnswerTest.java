package io.holdfast.store.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.protocol.wire.internal.RegionLocalState;
import io.holdfast.store.region.RegionStates;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A new replica gets a snapshot, and something breaks at each of its steps: the connection, the
 * receiver, the sender. Nobody writes to the region, so that nothing but the snapshot's own
 * exchange can heal it (RAFT-7). The replica always becomes a voter, and soon.
 */
final class LostSnapshotAnswerTest {
  private static final Duration SOON = Duration.ofSeconds(40);

  static long[] seeds() {
    return java.util.stream.LongStream.rangeClosed(1, 30).toArray();
  }

  static long[] fewSeeds() {
    return java.util.stream.LongStream.rangeClosed(1, 12).toArray();
  }

  /** The receiver has everything and installs; its answer is lost with the connection. */
  @ParameterizedTest
  @MethodSource("seeds")
  void theAnswerIsLost(long seed) throws IOException {
    joinsAlthough(seed, 0, LostSnapshotAnswerTest::cutConnection);
  }

  /** The same some steps later, when the replica may be open, and twice in a row. */
  @ParameterizedTest
  @MethodSource("fewSeeds")
  void theConnectionBreaksAgainAndAgain(long seed) throws IOException {
    joinsAlthough(
        seed,
        40,
        stores -> {
          cutConnection(stores);
          SplittableRandom random = new SplittableRandom(seed);
          for (int i = 0; i < 4; i++) {
            stores.world.run(Duration.ofMillis(random.nextInt(400)));
            cutConnection(stores);
          }
        });
  }

  @ParameterizedTest
  @MethodSource("fewSeeds")
  void theReceiverDies(long seed) throws IOException {
    joinsAlthough(
        seed,
        40,
        stores -> {
          if (seed % 2 == 0) {
            stores.world.node("store-2").powerCut();
          } else {
            stores.world.node("store-2").kill();
          }
          stores.restart("store-2");
        });
  }

  @ParameterizedTest
  @MethodSource("fewSeeds")
  void theSenderDies(long seed) throws IOException {
    joinsAlthough(
        seed,
        40,
        stores -> {
          if (seed % 2 == 0) {
            stores.world.node("store-1").powerCut();
          } else {
            stores.world.node("store-1").kill();
          }
          stores.restart("store-1");
        });
  }

  /**
   * The leader dies while its snapshot travels or is installed; the next one goes on from there.
   */
  @ParameterizedTest
  @MethodSource("fewSeeds")
  void theLeaderChanges(long seed) throws IOException {
    try (StoreWorld stores = new StoreWorld(seed)) {
      stores.pd.replicas = 3;
      List<String> names = List.of("store-1", "store-2", "store-3");
      names.forEach(stores::addStore);
      names.forEach(stores::awaitReady);
      stores.await(() -> stores.settledAt(3));
      for (int i = 0; i < 60; i++) {
        stores.putSurely("k" + i, "v"); // Enough that the log is cut, in the next seconds.
      }
      stores.world.run(Duration.ofSeconds(3));
      stores.addStore("store-4");
      stores.awaitReady("store-4");
      stores.pd.replicas = 4;
      while (!installs(stores, "store-4")) {
        assertThat(stores.world.step()).isTrue();
      }
      stores.world.run(Duration.ofMillis(new SplittableRandom(seed).nextInt(20)));
      long leader = stores.pd.reported.values().iterator().next().getLeader().getStoreId();
      String victim =
          names.stream().filter(name -> stores.store(name).storeId() == leader).findAny().get();
      stores.world.node(victim).kill();
      stores.world.run(Duration.ofSeconds(10));
      stores.restart(victim);
      boolean joined = stores.world.runUntil(() -> stores.settledAt(4), SOON);
      assertThat(joined).as(joined ? "" : stores.describe()).isTrue();
      assertThat(stores.get("k3")).isEqualTo("v");
    }
  }

  private static void cutConnection(StoreWorld stores) {
    stores
        .world
        .network()
        .breakConnections(stores.world.node("store-1"), stores.world.node("store-2"));
  }

  private static void joinsAlthough(long seed, int stepsAfter, Consumer<StoreWorld> breaks)
      throws IOException {
    try (StoreWorld stores = new StoreWorld(seed)) {
      stores.addStore("store-1");
      stores.awaitReady("store-1");
      stores.await(() -> !stores.pd.reported.isEmpty());
      for (int i = 0; i < 5; i++) {
        stores.putSurely("k" + i, "v");
      }
      stores.addStore("store-2");
      stores.awaitReady("store-2");
      stores.pd.replicas = 2;
      while (!installs(stores, "store-2")) {
        assertThat(stores.world.step()).isTrue();
      }
      int steps = stepsAfter == 0 ? 0 : new SplittableRandom(seed).nextInt(stepsAfter);
      for (int i = 0; i < steps; i++) {
        stores.world.step();
      }
      breaks.accept(stores);
      boolean joined = stores.world.runUntil(() -> stores.settledAt(2), SOON);
      assertThat(joined).as(joined ? "" : stores.describe()).isTrue();
      assertThat(stores.get("k3")).isEqualTo("v");
    }
  }

  private static boolean installs(StoreWorld stores, String name) {
    return RegionStates.all(stores.store(name).engine()).stream()
        .anyMatch(state -> state.getState() == RegionLocalState.State.APPLYING);
  }
}

package io.holdfast.store.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A store whose process has ended is not waited for: its machine says that nobody listens. */
class StoreGoneTest {
  private static final List<String> THREE = List.of("store-1", "store-2", "store-3");

  /** A look at who is there, up to seven ticks until the campaign, two rounds of messages. */
  private static final long GAP_MILLIS_MAX = 700;

  /** What an election costs that silence alone brings about. */
  private static final long SILENT_MILLIS_MAX = 4_500;

  private static final long SILENT_MILLIS_MIN = 900;

  private static String leadsMost(StoreWorld stores) {
    return THREE.stream()
        .max(Comparator.comparing(name -> StoreStopTest.led(stores, name)))
        .orElseThrow();
  }

  private static long worstPut(StoreWorld stores, int round) {
    long worst = 0;
    for (int i = 0; i < 9; i++) {
      worst = Math.max(worst, StoreStopTest.putMillis(stores, "k" + i, round + "-" + i));
    }
    return worst;
  }

  @ParameterizedTest
  @ValueSource(longs = {91, 92, 93, 94})
  void killedProcessIsReplacedWithoutAnElectionTimeout(long seed) throws IOException {
    try (StoreWorld stores = StoreStopTest.threeWithRegions(seed)) {
      for (int round = 0; round < 5; round++) {
        String most = leadsMost(stores);
        worstPut(stores, round);
        stores.world.node(most).kill();
        long worst = worstPut(stores, round);
        assertThat(worst).as("round %d, %s killed", round, most).isLessThan(GAP_MILLIS_MAX);
        stores.restart(most);
        stores.awaitReady(most);
        stores.world.run(Duration.ofSeconds(2));
      }
    }
  }

  /** A machine without power says nothing: only its silence tells. */
  @ParameterizedTest
  @ValueSource(longs = {95, 96})
  void machineWithoutPowerIsWaitedFor(long seed) throws IOException {
    try (StoreWorld stores = StoreStopTest.threeWithRegions(seed)) {
      String most = leadsMost(stores);
      worstPut(stores, 0);
      stores.world.node(most).powerCut();
      assertThat(worstPut(stores, 1))
          .as("%s without power", most)
          .isBetween(SILENT_MILLIS_MIN, SILENT_MILLIS_MAX);
    }
  }
}

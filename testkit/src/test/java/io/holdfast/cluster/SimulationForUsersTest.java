package io.holdfast.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.client.Database;
import io.holdfast.client.error.CommitUndeterminedException;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.simulation.world.Profile;
import io.holdfast.simulation.world.SimulationFailure;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What somebody who tests an application under simulation finds, and is told. */
class SimulationForUsersTest {
  private static final Bytes KEY = Bytes.utf8("account/alice");
  private static final int SEEDS = 100;
  private static final int DEPOSITS = 3;

  /** The bug: an outcome that is not known is taken for a failure. */
  private static void depositWithBlindRetry(Database db) {
    try {
      deposit(db);
    } catch (CommitUndeterminedException e) {
      deposit(db);
    }
  }

  private static void deposit(Database db) {
    db.run(
        tx -> {
          Bytes before = tx.get(KEY);
          int balance = before == null ? 0 : Integer.parseInt(before.toUtf8());
          tx.put(KEY, Bytes.utf8(Integer.toString(balance + 1)));
        });
  }

  private static void depositAll(SimulatedClusterOptions options) {
    try (SimulatedCluster cluster = SimulatedCluster.start(options)) {
      cluster.run(
          () -> {
            for (int i = 0; i < DEPOSITS; i++) {
              try {
                depositWithBlindRetry(cluster.database());
              } catch (CommitUndeterminedException e) {
                return; // Twice in a row: nothing can be said of the sum.
              }
              cluster.clientRuntime().sleep(LostCommits.OUTAGE);
            }
            Bytes sum = cluster.database().read(snapshot -> snapshot.get(KEY));
            assertThat(sum).isEqualTo(Bytes.utf8(Integer.toString(DEPOSITS)));
          });
    }
  }

  @Test
  void aBlindRetryIsFoundAndTheFailureTellsHowToSeeItAgainAndWhatClientsDid() {
    AssertionError found = null;
    for (long seed = 1; seed <= SEEDS && found == null; seed++) {
      try {
        depositAll(SimulatedClusterOptions.of(seed).withLostCommits(0.2));
      } catch (AssertionError e) {
        found = e;
      }
    }
    assertThat(found)
        .isNotNull()
        .hasMessageContaining("REPRODUCE: SimulatedCluster.start(SimulatedClusterOptions.of(0x")
        .hasMessageContaining("L).withLostCommits(0.2))")
        .hasMessageContaining("last operations of clients:")
        .hasMessageContaining("account/alice");
  }

  @Test
  void theLineThatReproducesNamesAllOptions() {
    SimulatedClusterOptions options =
        SimulatedClusterOptions.of(42)
            .withStores(5)
            .withProfile(Profile.SWARM)
            .withLateDuplicates(0.5);
    assertThat(SimulatedClusterOptions.of(42).reproduceLine())
        .isEqualTo("SimulatedCluster.start(0x2aL)");
    assertThat(options.reproduceLine())
        .isEqualTo(
            "SimulatedCluster.start(SimulatedClusterOptions.of(0x2aL).withStores(5)"
                + ".withProfile(Profile.named(\"swarm\")).withLateDuplicates(0.5))");
  }

  @Test
  @SuppressWarnings("ThreadSleepNotAllowed")
  void sleepInRealTimeIsRefusedWithFileAndLine() {
    try (SimulatedCluster cluster = SimulatedCluster.start(1)) {
      assertThatThrownBy(() -> cluster.run(() -> Thread.sleep(Duration.ofMinutes(1).toMillis())))
          .isInstanceOf(SimulationFailure.class)
          .hasMessageMatching("(?s)Thread.sleep .* at SimulationForUsersTest.java:\\d+ .*");
    }
  }

  @Test
  void aFutureThatIsWaitedForInRealTimeIsRefusedWithFileAndLine() {
    try (SimulatedCluster cluster = SimulatedCluster.start(1)) {
      CompletableFuture<Void> never = new CompletableFuture<>();
      assertThatThrownBy(() -> cluster.run(never::join))
          .isInstanceOf(SimulationFailure.class)
          .hasMessageContaining("CompletableFuture.join");
    }
  }

  @Test
  void futuresOfTheClientAreAwaited() {
    try (SimulatedCluster cluster = SimulatedCluster.start(1)) {
      cluster.run(
          () -> {
            CompletableFuture<Long> asked = cluster.database().currentTimestampAsync();
            assertThat(cluster.clientRuntime().await(asked)).isPositive();
          });
    }
  }
}

package io.holdfast.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.cluster.SimulatedCluster;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The application's own code under simulated time: a race that a real cluster shows once in a while
 * is found by trying seeds, and replayed as often as needed from the seed that the failure names.
 */
class SimulatedClusterTest {
  private static final int SEEDS = 30;
  private static final int DEPOSITS = 5;

  @Test
  void transfersKeepTheSum() {
    try (SimulatedCluster cluster = SimulatedCluster.start(7)) {
      Accounts accounts = new Accounts(cluster.database());
      cluster.run(
          () -> {
            accounts.open("alice", 100);
            accounts.open("bob", 0);
            accounts.transfer("alice", "bob", 30);
            assertEquals(100, accounts.balance("alice") + accounts.balance("bob"));
          });
    }
  }

  @Test
  void theLostUpdateIsFoundAndReplaysFromItsPrintedLine() {
    AssertionError found = null;
    for (long seed = 1; seed <= SEEDS && found == null; seed++) {
      found = depositsFromTwoSides(seed);
    }
    assertNotNull(found, "two clients that deposit at once must lose an update under some seed");

    Matcher line =
        Pattern.compile("REPRODUCE: SimulatedCluster\\.start\\(0x([0-9a-f]+)L\\)")
            .matcher(found.getMessage());
    assertTrue(line.find(), found.getMessage());
    AssertionError again = depositsFromTwoSides(Long.parseLong(line.group(1), 16));
    assertNotNull(again);
    assertEquals(found.getMessage(), again.getMessage(), "the same seed fails in the same way");
  }

  /** What failed, or null when nothing did. */
  private static AssertionError depositsFromTwoSides(long seed) {
    try (SimulatedCluster cluster = SimulatedCluster.start(seed)) {
      Accounts accounts = new Accounts(cluster.database());
      int[] done = new int[1];
      for (String client : new String[] {"left", "right"}) {
        cluster.spawn(
            client,
            () -> {
              for (int i = 0; i < DEPOSITS; i++) {
                accounts.depositWithBug("alice", 1);
              }
              done[0]++;
            });
      }
      cluster.run(
          () -> {
            while (done[0] < 2) {
              cluster.clientRuntime().sleep(Duration.ofMillis(10));
            }
            assertEquals(2 * DEPOSITS, accounts.balance("alice"), "an update was lost");
          });
      return null;
    } catch (AssertionError e) {
      return e;
    }
  }
}

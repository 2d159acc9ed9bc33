package io.holdfast.cluster.planted;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.cluster.seeds.SeedRun;
import io.holdfast.simulation.world.SimulationFailure;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every planted bug is found, within the first {@code -Dholdfast.planted.seeds} seeds (100 unless
 * said). Prints which seed found it and how. {@code -Dholdfast.planted.only} names one bug.
 */
class PlantedBugsTest {
  private static final int SEEDS = Integer.getInteger("holdfast.planted.seeds", 100);

  static List<PlantedBug> bugs() {
    String only = System.getProperty("holdfast.planted.only", "");
    return PlantedBug.all().stream().filter(bug -> bug.name().contains(only)).toList();
  }

  @ParameterizedTest
  @MethodSource("bugs")
  void isFound(PlantedBug bug) {
    String found = null;
    long seed = 0;
    while (found == null && seed < SEEDS) {
      seed++;
      found = failure(bug, seed);
    }
    assertThat(found).as("%s within %d seeds", bug, SEEDS).isNotNull();
    System.out.println(bug + " found by seed " + seed + ": " + found);
  }

  private static @Nullable String failure(PlantedBug bug, long seed) {
    try {
      SeedRun.run(bug.plan(seed));
      return null;
    } catch (SimulationFailure e) {
      String message = String.valueOf(e.getMessage());
      return message.lines().findFirst().orElse(message);
    }
  }
}

package io.holdfast.cluster.planted;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.cluster.seeds.SeedRun;
import io.holdfast.simulation.world.SimulationFailure;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every planted bug is found. The build tries the seed that is known to find it; {@code
 * -Dholdfast.planted.seeds=100} searches from seed 1 instead and prints which seed found it and how.
 */
class PlantedBugsTest {
  private static final int SEEDS = Integer.getInteger("holdfast.planted.seeds", 0);

  static List<PlantedBug> bugs() {
    String only = System.getProperty("holdfast.planted.only", "");
    return PlantedBug.all().stream().filter(bug -> bug.name().contains(only)).toList();
  }

  @ParameterizedTest
  @MethodSource("bugs")
  void isFound(PlantedBug bug) {
    long first = SEEDS == 0 ? bug.knownSeed() : 1;
    long end = first + Math.max(1, SEEDS);
    String found = null;
    long seed = first;
    while (found == null && seed < end) {
      found = failure(bug, seed);
      if (found == null) {
        seed++;
      }
    }
    assertThat(found).as("%s within %d seeds", bug, end - first).isNotNull();
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

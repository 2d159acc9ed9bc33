package io.holdfast.endtoend.planted;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.simulation.world.SimulationFailure;
import io.holdfast.workload.sqlbank.SqlSeedRun;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every planted bug of the SQL layer (rules SQL-1, SQL-7) is found within a few seeds. Prints which
 * seed, and how.
 */
class PlantedSqlBugsTest {
  private static final int SEEDS = Integer.getInteger("holdfast.planted.seeds", 20);

  static List<PlantedSqlBug> bugs() {
    return PlantedSqlBug.all();
  }

  @ParameterizedTest
  @MethodSource("bugs")
  void isFound(PlantedSqlBug bug) {
    String found = null;
    long seed = 0;
    while (found == null && seed < SEEDS) {
      seed++;
      found = failure(bug, seed);
    }
    assertThat(found).as("%s within %d seeds", bug, SEEDS).isNotNull();
    System.out.println(bug + " found by seed " + seed + ": " + found);
  }

  private static @Nullable String failure(PlantedSqlBug bug, long seed) {
    try {
      SqlSeedRun.run(bug.plan(seed));
      return null;
    } catch (SimulationFailure e) {
      String message = String.valueOf(e.getMessage());
      return message.lines().findFirst().orElse(message);
    }
  }
}

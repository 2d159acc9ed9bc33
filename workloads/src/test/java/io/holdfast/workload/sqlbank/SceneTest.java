package io.holdfast.workload.sqlbank;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.simulation.world.SimOptions;
import io.holdfast.simulation.world.SimWorld;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SceneTest {
  private static final Duration REST = Duration.ofSeconds(14);

  @Test
  void allRestBetweenTwoRushes() {
    try (SimWorld world = new SimWorld(1, SimOptions.defaults())) {
      Scene scene = new Scene(world, REST);
      assertThat(scene.untilRush()).isZero();
      world.run(SqlSeedPlan.RUSH);
      assertThat(scene.untilRush()).isEqualTo(REST);
      world.run(REST.minusMillis(1));
      assertThat(scene.untilRush()).isEqualTo(Duration.ofMillis(1));
      world.run(Duration.ofMillis(1));
      assertThat(scene.untilRush()).isZero();
    }
  }

  @Test
  void withoutRestThereIsOneRush() {
    try (SimWorld world = new SimWorld(1, SimOptions.defaults())) {
      Scene scene = new Scene(world, Duration.ZERO);
      world.run(SqlSeedPlan.RUSH.plusMillis(1));
      assertThat(scene.untilRush()).isZero();
    }
  }
}

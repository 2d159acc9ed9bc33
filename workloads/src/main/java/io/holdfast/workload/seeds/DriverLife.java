package io.holdfast.workload.seeds;

import io.holdfast.cluster.SimulatedCluster;
import io.holdfast.simulation.seed.Seeds;
import io.holdfast.simulation.world.SimDisk;
import io.holdfast.simulation.world.SimNode;
import io.holdfast.simulation.world.SimWorld;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/**
 * What operators do to the placement driver in some runs: a copy of its data is kept, and later put
 * back in the place of the data itself, while stores are away or not (rule T5).
 */
final class DriverLife {
  private static final long MILLI = 1_000_000;

  private final SimulatedCluster cluster;
  private final SimWorld world;
  private final BooleanSupplier over;
  private final RandomGenerator random;
  private final RandomGenerator busy;
  private final double rare;
  private final boolean wanted;

  DriverLife(SeedPlan plan, SimulatedCluster cluster, BooleanSupplier over) {
    this.cluster = cluster;
    this.world = cluster.world();
    this.over = over;
    this.random = Seeds.random(plan.seed(), "driver's life");
    this.busy = Seeds.random(plan.seed(), "driver's lives");
    this.rare = plan.rare();
    this.wanted = random.nextDouble() < plan.driverPutBack();
  }

  void begin() {
    if (wanted) {
      world.after(drawn(10, 4_000), "copy of the driver", this::copy);
    }
  }

  private Duration drawn(long minMillis, long maxMillis) {
    return Duration.ofNanos(random.nextLong(minMillis * MILLI, maxMillis * MILLI));
  }

  private void copy() {
    SimDisk.Copy copy = cluster.copyOfDriver();
    Duration old = drawn(500, 12_000);
    // Each life begins above the window of the one before: time runs ahead of the wall clock.
    for (int lives = rare > 0 ? busy.nextInt(3) : 0; lives > 0; lives--) {
      world.after(
          Duration.ofNanos(busy.nextLong(old.toNanos())), "the driver begins anew", this::restart);
    }
    world.after(old, "the driver is put back", () -> putBack(copy));
  }

  private void restart() {
    if (!over.getAsBoolean()) {
      world.node(SimulatedCluster.driverName()).kill();
    }
  }

  private void putBack(SimDisk.Copy copy) {
    if (over.getAsBoolean()) {
      return;
    }
    List<SimNode> away = new ArrayList<>();
    for (String store : cluster.storeNodes()) {
      if (random.nextInt(3) == 0) {
        away.add(world.node(store));
      }
    }
    SimNode driver = world.node(SimulatedCluster.driverName());
    for (SimNode store : away) {
      world.network().block(driver, store);
      world.network().block(store, driver);
    }
    if (rare > 0 && busy.nextBoolean()) { // On another machine, whose clock is another.
      driver.jumpWallClock(Duration.ofMillis(busy.nextLong(-2_500, 500)));
    }
    try {
      cluster.putBackDriver(copy);
    } catch (IOException e) {
      throw world.failure("the driver's data cannot be put back", e);
    }
    world.after(
        drawn(10, 15_000),
        "stores find the driver",
        () -> {
          for (SimNode store : away) {
            world.network().unblock(driver, store);
            world.network().unblock(store, driver);
          }
        });
  }
}

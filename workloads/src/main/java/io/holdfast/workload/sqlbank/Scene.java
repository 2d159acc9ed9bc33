package io.holdfast.workload.sqlbank;

import io.holdfast.simulation.world.SimWorld;
import java.time.Duration;

/** What all workers of a run share. */
final class Scene {
  private final SimWorld world;
  private final SqlFigures figures = new SqlFigures();
  private final long restNanos;
  private boolean stopped;

  Scene(SimWorld world, Duration rest) {
    this.world = world;
    this.restNanos = rest.toNanos();
  }

  /** How long a session that has nothing under way now has to wait for the next rush. */
  Duration untilRush() {
    long rush = SqlSeedPlan.RUSH.toNanos();
    long within = now() % (rush + restNanos);
    return within < rush ? Duration.ZERO : Duration.ofNanos(rush + restNanos - within);
  }

  SqlFigures figures() {
    return figures;
  }

  /** True time, not that of any node: orders what happens on different nodes. */
  long now() {
    return world.nowNanos();
  }

  boolean stopped() {
    return stopped;
  }

  void stop() {
    stopped = true;
  }
}

package io.holdfast.workload.sqlbank;

import io.holdfast.simulation.world.SimWorld;

/** What all workers of a run share. */
final class Scene {
  private final SimWorld world;
  private final SqlFigures figures = new SqlFigures();
  private boolean stopped;

  Scene(SimWorld world) {
    this.world = world;
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

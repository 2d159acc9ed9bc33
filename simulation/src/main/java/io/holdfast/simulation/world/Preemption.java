package io.holdfast.simulation.world;

import java.util.List;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What may happen in the middle of a task (rule X4). Handlers run to completion on one thread, so
 * the races of threads would never show; at the places the code marks, other loops and nodes run
 * first, or the whole node stops for a while as under a collection of garbage.
 */
final class Preemption {
  /** Preemption inside preemption: deep enough for three parties, bounded for the stack. */
  private static final int DEPTH_MAX = 3;

  /** How far ahead the events may lie that overtake the rest of the task. */
  private static final long WINDOW_NANOS = 1_000_000;

  private final SimWorld world;
  private final RandomGenerator random;
  private final TreeSet<String> places = new TreeSet<>();
  private int depth;

  Preemption(SimWorld world, RandomGenerator random) {
    this.world = world;
    this.random = random;
  }

  /** Names of the places tasks have come to, in their order. */
  List<String> places() {
    return List.copyOf(places);
  }

  void at(SimRuntime runtime, @Nullable SimLoop loop, String place) {
    if (loop == null || loop.runtime() != runtime || runtime.stopped() || depth >= DEPTH_MAX) {
      return;
    }
    places.add(place);
    runtime.node().step(place);
    SimOptions options = world.options();
    double dice = random.nextDouble();
    depth++;
    try {
      if (dice < options.preemptionPauseProbability()) {
        world.note("pause at " + place, runtime.node().id());
        pause(runtime, random.nextLong(options.preemptionPauseNanosMax() + 1));
      } else if (dice < options.preemptionPauseProbability() + options.preemptionProbability()) {
        world.note("preempt at " + place, runtime.node().id());
        world.runOthers(WINDOW_NANOS, 1 + random.nextInt(options.preemptionEventsMax()), false);
      }
    } finally {
      depth--;
    }
    runtime.checkAlive();
  }

  private void pause(SimRuntime runtime, long nanos) {
    SimNode node = runtime.node();
    node.pause();
    world.runOthers(nanos, Integer.MAX_VALUE, true);
    if (!runtime.stopped()) {
      node.resume();
    }
  }
}

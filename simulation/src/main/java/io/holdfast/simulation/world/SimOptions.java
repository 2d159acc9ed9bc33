package io.holdfast.simulation.world;

import java.time.Duration;
import java.util.function.Predicate;

/**
 * How a simulated world behaves when nothing is broken: delays, preemption, bounds. Immutable;
 * every {@code with...} answers a copy. Faults are not options: see {@link FaultPlan}.
 */
public final class SimOptions {
  /** Like the bound of production loops. */
  private static final int LOOP_QUEUE_MAX = 65_536;

  private long taskDelayNanosMax = 200_000;
  private double preemptionProbability = 0.02;
  private int preemptionEventsMax = 12;
  private double preemptionPauseProbability;
  private long preemptionPauseNanosMax = 3_000_000_000L;
  private long linkDelayNanosMin = 20_000;
  private long linkDelayNanosMax = 500_000;
  private long syncNanosMin = 20_000;
  private long syncNanosMax = 2_000_000;
  private long stuckThreadSeconds = 30;
  private int loopQueueMax = LOOP_QUEUE_MAX;
  private int lastEventsMax = 400;
  private boolean tasksApart;
  private Predicate<String> datagram = method -> false;

  private SimOptions() {}

  private SimOptions(SimOptions from) {
    this.taskDelayNanosMax = from.taskDelayNanosMax;
    this.preemptionProbability = from.preemptionProbability;
    this.preemptionEventsMax = from.preemptionEventsMax;
    this.preemptionPauseProbability = from.preemptionPauseProbability;
    this.preemptionPauseNanosMax = from.preemptionPauseNanosMax;
    this.linkDelayNanosMin = from.linkDelayNanosMin;
    this.linkDelayNanosMax = from.linkDelayNanosMax;
    this.syncNanosMin = from.syncNanosMin;
    this.syncNanosMax = from.syncNanosMax;
    this.stuckThreadSeconds = from.stuckThreadSeconds;
    this.loopQueueMax = from.loopQueueMax;
    this.lastEventsMax = from.lastEventsMax;
    this.tasksApart = from.tasksApart;
    this.datagram = from.datagram;
  }

  /** A healthy data centre: delays below a millisecond, some preemption. */
  public static SimOptions defaults() {
    return new SimOptions();
  }

  /** Longest ordinary delay between two tasks of a loop. Short ones are much likelier. */
  public SimOptions withTaskDelayMax(Duration max) {
    SimOptions copy = new SimOptions(this);
    copy.taskDelayNanosMax = max.toNanos();
    return copy;
  }

  /** Chance that a preemption point lets others run, and how many events at the most. */
  public SimOptions withPreemption(double probability, int eventsMax) {
    SimOptions copy = new SimOptions(this);
    copy.preemptionProbability = probability;
    copy.preemptionEventsMax = eventsMax;
    return copy;
  }

  /** Chance that a preemption point stops the whole node for a while (a stop of the world). */
  public SimOptions withPreemptionPauses(double probability, Duration max) {
    SimOptions copy = new SimOptions(this);
    copy.preemptionPauseProbability = probability;
    copy.preemptionPauseNanosMax = max.toNanos();
    return copy;
  }

  /** Range of the one-way delay of a link. */
  public SimOptions withLinkDelay(Duration min, Duration max) {
    SimOptions copy = new SimOptions(this);
    copy.linkDelayNanosMin = min.toNanos();
    copy.linkDelayNanosMax = Math.max(min.toNanos() + 1, max.toNanos());
    return copy;
  }

  /** Range of the time one sync takes; the loop that calls it is busy meanwhile. */
  public SimOptions withSyncTime(Duration min, Duration max) {
    SimOptions copy = new SimOptions(this);
    copy.syncNanosMin = min.toNanos();
    copy.syncNanosMax = Math.max(min.toNanos() + 1, max.toNanos());
    return copy;
  }

  /** Every task of a loop is a step of the world, for tests that stop between two of them. */
  public SimOptions withTasksApart() {
    SimOptions copy = new SimOptions(this);
    copy.tasksApart = true;
    return copy;
  }

  /** Methods, by full name, whose messages may be lost, duplicated and reordered under chaos. */
  public SimOptions withDatagrams(Predicate<String> fullMethodName) {
    SimOptions copy = new SimOptions(this);
    copy.datagram = fullMethodName;
    return copy;
  }

  /** Real time after which a cooperative thread that does not hand back is reported (rule X7). */
  public SimOptions withStuckThreadLimit(Duration limit) {
    SimOptions copy = new SimOptions(this);
    copy.stuckThreadSeconds = Math.max(1, limit.toSeconds());
    return copy;
  }

  /** Bound of {@link io.holdfast.runtime.loop.EventLoop#offer}. */
  public SimOptions withLoopQueueMax(int max) {
    SimOptions copy = new SimOptions(this);
    copy.loopQueueMax = max;
    return copy;
  }

  long taskDelayNanosMax() {
    return taskDelayNanosMax;
  }

  double preemptionProbability() {
    return preemptionProbability;
  }

  int preemptionEventsMax() {
    return preemptionEventsMax;
  }

  double preemptionPauseProbability() {
    return preemptionPauseProbability;
  }

  long preemptionPauseNanosMax() {
    return preemptionPauseNanosMax;
  }

  long linkDelayNanosMin() {
    return linkDelayNanosMin;
  }

  long linkDelayNanosMax() {
    return linkDelayNanosMax;
  }

  long syncNanosMin() {
    return syncNanosMin;
  }

  long syncNanosMax() {
    return syncNanosMax;
  }

  long stuckThreadSeconds() {
    return stuckThreadSeconds;
  }

  int loopQueueMax() {
    return loopQueueMax;
  }

  int lastEventsMax() {
    return lastEventsMax;
  }

  boolean tasksApart() {
    return tasksApart;
  }

  Predicate<String> datagram() {
    return datagram;
  }

  @Override
  public String toString() {
    return "taskDelayNanosMax="
        + taskDelayNanosMax
        + " preemption="
        + preemptionProbability
        + "/"
        + preemptionEventsMax
        + " preemptionPause="
        + preemptionPauseProbability
        + " linkDelayNanos="
        + linkDelayNanosMin
        + ".."
        + linkDelayNanosMax
        + " syncNanos="
        + syncNanosMin
        + ".."
        + syncNanosMax;
  }
}

package io.holdfast.cli.demo;

import java.time.Duration;

/**
 * What the return of a store is tried with.
 *
 * @param regions regions the keys are cut into
 * @param clients threads that write as fast as they are answered
 * @param keysEach keys of each of them
 * @param warmUp how long they write before the store goes
 * @param away how long the store is dead
 * @param backWithin how soon after its return it must be equal to its peers
 */
public record RejoinPlan(
    int regions, int clients, int keysEach, Duration warmUp, Duration away, Duration backWithin) {
  /** Eight clients in four regions, away for two minutes, equal within one. */
  public static RejoinPlan standard() {
    return new RejoinPlan(
        4, 8, 2_500, Duration.ofSeconds(10), Duration.ofMinutes(2), Duration.ofMinutes(1));
  }

  /** The same for another absence. */
  public RejoinPlan away(Duration other) {
    return new RejoinPlan(regions, clients, keysEach, warmUp, other, backWithin);
  }
}

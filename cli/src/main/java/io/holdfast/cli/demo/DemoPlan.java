package io.holdfast.cli.demo;

import java.time.Duration;

/**
 * What the demonstration does.
 *
 * @param accounts accounts of the bank
 * @param regions regions the accounts are cut into before the load begins
 * @param clients threads that transfer
 * @param duration length of the load
 * @param kills how often the store that leads most regions is killed and started again
 * @param gapMax longest time a client may wait for a success
 */
public record DemoPlan(
    int accounts, int regions, int clients, Duration duration, int kills, Duration gapMax) {
  /** A minute of eight clients on a thousand accounts in four regions, two kills. */
  public static DemoPlan standard() {
    return new DemoPlan(1_000, 4, 8, Duration.ofMinutes(1), 2, Duration.ofSeconds(5));
  }

  /** The same for another length of the load. */
  public DemoPlan lasting(Duration other) {
    return new DemoPlan(accounts, regions, clients, other, kills, gapMax);
  }
}

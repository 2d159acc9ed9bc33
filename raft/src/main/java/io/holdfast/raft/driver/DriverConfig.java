package io.holdfast.raft.driver;

import io.holdfast.raft.core.RaftConfig;
import io.holdfast.runtime.base.Invariant;

/**
 * Constants of one driver.
 *
 * @param tickNanos the time between two ticks of every group
 * @param raft for all groups; its {@code selfId} is replaced by each group's own
 * @param readTimeoutTicks after which a read index round counts as lost
 */
public record DriverConfig(long tickNanos, RaftConfig raft, int readTimeoutTicks) {
  /** Validates. */
  public DriverConfig {
    Invariant.check(
        tickNanos > 0 && readTimeoutTicks > 0,
        "Times must be positive",
        "tickNanos",
        tickNanos,
        "readTimeoutTicks",
        readTimeoutTicks);
  }

  /** Ticks of 50 ms, the core's defaults, reads given up after 1 s: an election's time. */
  public static DriverConfig defaults() {
    return new DriverConfig(50_000_000, RaftConfig.of(1), 20);
  }

  /** A log write that takes longer makes the node give up what it leads: an election's time. */
  public long logStallNanos() {
    return tickNanos * raft.electionTicksMin();
  }

  /** The same with another template for the groups. */
  public DriverConfig withRaft(RaftConfig template) {
    return new DriverConfig(tickNanos, template, readTimeoutTicks);
  }
}

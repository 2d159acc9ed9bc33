package io.holdfast.simulation.world;

/** What a {@link FaultPlan} does to a cluster. */
public enum FaultKind {
  /** A process dies and comes back. */
  KILL,
  /** One machine loses power, and what it had not synced. */
  POWER_CUT,
  /** All machines lose power at the same instant. */
  POWER_CUT_ALL,
  /** A process or machine dies in the middle of a write, sync or rename. */
  CRASH_IN_FILE_OPERATION,
  /** One node is cut off from all others. */
  ISOLATE,
  /** What one node sends does not arrive; it hears the others. Or the other way round. */
  ONE_WAY,
  /** The nodes fall into two groups. */
  HALVES,
  /** Two groups that see each other only through one node. */
  BRIDGE,
  /** Nothing of a node runs for a while; its clocks go on. */
  PAUSE,
  /** A wall clock jumps. */
  CLOCK_JUMP,
  /** A monotonic clock runs fast or slow, within the bound that leases assume (rule L7). */
  CLOCK_RATE,
  /** Messages are late; datagrams lost, repeated, reordered; connections break. */
  NETWORK_CHAOS,
  /** Every connection between two nodes breaks once. */
  CONNECTION_RESET,
  /** A sync fails; the machine reboots before the node comes back. */
  FAILED_SYNC,
  /** Syncs take long. */
  SLOW_DISK;

  /** True for the kinds that separate nodes. */
  public boolean partition() {
    return this == ISOLATE || this == ONE_WAY || this == HALVES || this == BRIDGE;
  }

  /** True for the kinds that may lose bytes. */
  public boolean crash() {
    return this == POWER_CUT || this == POWER_CUT_ALL || this == CRASH_IN_FILE_OPERATION;
  }
}

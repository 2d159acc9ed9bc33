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
  /** Some stores do not reach the others; clients and everybody else reach all of them. */
  CUT_STORES,
  /** What one store sends to one other does not arrive; everything else does. */
  CUT_LINK,
  /** Those that are no stores, the placement driver first of all, do not reach some of the rest. */
  CUT_DRIVER,
  /** All stores die within seconds, and come back at once. */
  RESTART_STORM,
  /** A store ends in good order, and comes back. */
  ORDERLY_STOP,
  /** A process or machine dies in the middle of a task, where threads could interleave. */
  CRASH_IN_STEP,
  /** Nothing of a client's node runs for a while; its clocks go on. */
  CLIENT_PAUSE,
  /** A client's process dies, perhaps in mid-commit, and comes back knowing nothing. */
  CLIENT_KILL,
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
  SLOW_DISK,
  /** What grows on a store's disk is refused for a while. */
  FULL_DISK,
  /** A sync does not come back for seconds. */
  HUNG_DISK,
  /** One thread of a store does not run for a while, perhaps while another store dies. */
  STALL,
  /** The most important directory of a store is empty at its next start, and whole later on. */
  LOST_DIRECTORY,
  /** No file on a store's machine can grow for a while, the log's neither. */
  FULL_FILES;

  /** True for the kinds that separate nodes. */
  public boolean partition() {
    return switch (this) {
      case ISOLATE, ONE_WAY, HALVES, BRIDGE, CUT_STORES, CUT_LINK, CUT_DRIVER -> true;
      default -> false;
    };
  }

  /** True for the kinds that may lose bytes. */
  public boolean crash() {
    return switch (this) {
      case POWER_CUT, POWER_CUT_ALL, CRASH_IN_FILE_OPERATION, CRASH_IN_STEP -> true;
      default -> false;
    };
  }

  /** True for the kinds that hurt clients. */
  public boolean client() {
    return this == CLIENT_PAUSE || this == CLIENT_KILL;
  }
}

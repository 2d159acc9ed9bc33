package io.holdfast.simulation.world;

import java.util.random.RandomGenerator;

/**
 * Something besides the simulated files that outlives the process of a node: the disk of an
 * in-memory engine. Registered with {@link SimNode#register}.
 */
public interface Durable {
  /** The process died: handles are dead, everything written stays, unsynced parts losable. */
  void kill();

  /** Power was lost: a part of what was not synced, chosen by {@code random}, is gone. */
  void powerCut(RandomGenerator random);

  /** From now on what would grow is refused, or (false) no longer. */
  default void fill(boolean full) {}
}

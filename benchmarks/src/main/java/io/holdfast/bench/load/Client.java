package io.holdfast.bench.load;

import java.util.SplittableRandom;

/** One of the clients of a load; it has a thread of its own. */
public interface Client {
  /**
   * Does one operation and checks its answer, so that a server that answers nothing is not fast.
   * What it throws counts as a failed operation.
   *
   * @return how often it had to begin again, 0 when it went well at once
   */
  int once(SplittableRandom random) throws Exception;

  /** Called once, when the load ends. */
  default void close() throws Exception {}
}

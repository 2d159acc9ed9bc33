package io.holdfast.workload;

import io.holdfast.client.Database;
import io.holdfast.protocol.key.KeyMode;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.simulation.check.CheckResult;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What the clients of a run do. {@link #prepare}, {@link #client} and {@link #finish} block and run
 * on cooperative threads; the rest belongs to the thread that drives the world.
 */
public interface Workload {
  /** What kind of cluster it needs. */
  default KeyMode keyMode() {
    return KeyMode.V1_TXN;
  }

  /** Writes what must be there before clients come. */
  default void prepare(Database database) throws InterruptedException {}

  /** One client in one of its lives: works until its seat says stop. */
  void client(Seat seat);

  /** Operations of that client that succeeded, over all its lives. */
  long successes(int client);

  /** The first thing found wrong so far, null while there is none. */
  default @Nullable String violation() {
    return null;
  }

  /** Looks at the end state, when all clients have ended and everything is whole. */
  default void finish(Database database) throws InterruptedException {}

  /** Judges what the clients saw; one verdict for each kind of judge. */
  List<CheckResult> judge();

  /** A key at which a region may be cut. */
  Bytes cut(RandomGenerator random);

  /** Keys that cut what it uses into that many regions. */
  List<Bytes> cuts(int regions);

  /** What it did, in a few words. */
  String describe();
}

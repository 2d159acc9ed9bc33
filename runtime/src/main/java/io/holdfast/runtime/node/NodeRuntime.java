package io.holdfast.runtime.node;

import io.holdfast.runtime.file.FileSystem;
import io.holdfast.runtime.loop.EventLoop;
import io.holdfast.runtime.net.Network;
import io.holdfast.runtime.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;

/**
 * Everything one node (a placement driver, a store, a client) may know of the outside world. The
 * same node code runs on {@code ThreadedRuntime} (threads, sockets, files) and on a simulated one.
 *
 * <p>Thread-safe. Whoever builds a node receives one runtime and hands it down; nothing reads
 * clocks, starts threads or draws randomness by other means.
 */
public interface NodeRuntime {
  /** Name of the node for threads and log lines, e.g. {@code store-1}. */
  String name();

  /** The node's clocks. */
  Clock clock();

  /** The node's files. */
  FileSystem files();

  /** The node's network. */
  Network network();

  /** A new loop of this node, running until the node stops. */
  EventLoop newLoop(String name);

  /** A new generator; {@code purpose} and the node's name select its stream of the seed. */
  RandomGenerator newRandom(String purpose);

  /**
   * Marks a place where the threads of a real node may interleave (rule X4). The simulator may run
   * other tasks here; production does nothing.
   */
  default void preemptionPoint(String place) {}

  /**
   * Blocks the calling thread until the future completes; for the blocking forms of the client API
   * only, never on a loop. Under simulation only cooperative threads may call it.
   *
   * @throws ExecutionException when the future failed
   */
  <T> T await(CompletableFuture<T> future) throws InterruptedException, ExecutionException;

  /** Like {@link #await(CompletableFuture)}, for {@code timeout} at the most. */
  <T> T await(CompletableFuture<T> future, Duration timeout)
      throws InterruptedException, ExecutionException, TimeoutException;

  /** Blocks the calling thread for {@code time}; same rules as {@link #await}. */
  void sleep(Duration time) throws InterruptedException;

  /**
   * A fault of this node (broken invariant, failed sync): the first cause is logged, all loops stop
   * at once, and the owner of the runtime learns of it. Callable from any thread; returns.
   */
  void fail(Throwable cause);

  /**
   * A bug was found and contained: the node goes on without the part it was found in, which its
   * finder has logged. Production does nothing more; a simulated run fails.
   */
  default void contained(Throwable cause) {}

  /** True once the node was failed or halted. */
  boolean stopped();
}

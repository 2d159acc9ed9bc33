package io.holdfast.runtime.loop;

import io.holdfast.runtime.base.Invariant;
import io.holdfast.runtime.time.Clock;
import java.util.concurrent.Executor;

/**
 * One thread of control that owns state. Tasks run one at a time, in the order in which one caller
 * handed them over; a task runs to completion. In production a loop is a thread; under simulation
 * all loops share one thread and the seed decides the interleaving.
 *
 * <p>Batching needs no hook: whoever wants to act "at the end of this turn" executes a task when it
 * first has work; whatever arrived before that task joins the batch.
 *
 * <p>An exception that leaves a task is a fault of the node: the loop reports it to {@link
 * io.holdfast.runtime.node.NodeRuntime#fail} and the node stops.
 */
public interface EventLoop extends Executor {
  /** Name of the loop, as in the thread table, e.g. {@code store-loop-0}. */
  String name();

  /** The clock of the node this loop belongs to. */
  Clock clock();

  /**
   * Hands over a task that must not be lost (completions, internal steps). Never blocks. The number
   * of such tasks is bounded by the work admitted elsewhere; a stopped loop drops them silently.
   */
  @Override
  void execute(Runnable task);

  /**
   * Hands over work from outside (a request, a message). Answers false, without effect, when the
   * loop has {@link #queueMax()} tasks waiting or is stopped: the caller then refuses or drops.
   */
  boolean offer(Runnable task);

  /** Bound of {@link #offer}. */
  int queueMax();

  /**
   * Runs {@code task} on this loop after {@code delayNanos} (0 or less: as soon as possible).
   * Callable from any thread.
   */
  Timer schedule(long delayNanos, Runnable task);

  /** True iff the caller runs on this loop. */
  boolean inLoop();

  /** Fails unless the caller runs on this loop; first line of every method of confined state. */
  default void checkOwned() {
    Invariant.check(inLoop(), "State of a loop touched from outside it", "loop", name());
  }

  /** A task that is due later. */
  interface Timer {
    /** Best effort from other threads, exact from the loop itself: the task will not run. */
    void cancel();
  }
}

package io.holdfast.store.read.task;

import io.holdfast.store.engine.EngineReader;
import io.holdfast.store.engine.EngineSnapshot;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One read on its way: the snapshot it reads, how far it is, and who waits for it. */
final class ReadJob<R> {
  private final EngineSnapshot snapshot;
  private final Function<EngineReader, ReadTask<R>> read;
  private final Caller caller;
  private final long deadlineNanos;
  private final ReadListener<R> listener;
  private @Nullable ReadTask<R> task;
  private long pageEndNanos;

  ReadJob(
      EngineSnapshot snapshot,
      Function<EngineReader, ReadTask<R>> read,
      Caller caller,
      long deadlineNanos,
      ReadListener<R> listener) {
    this.snapshot = snapshot;
    this.read = read;
    this.caller = caller;
    this.deadlineNanos = deadlineNanos;
    this.listener = listener;
  }

  /** Why it must not go on, or null. */
  @Nullable String objection(long nowNanos) {
    if (caller.gone()) {
      return "the caller is gone";
    }
    return nowNanos - deadlineNanos >= 0 ? "deadline is exceeded" : null;
  }

  /** True iff it is done; then {@link #answer} is to be called. */
  boolean step(ReadTurn turn, long nowNanos, long pageNanos) {
    ReadTask<R> present = task;
    if (present == null) {
      present = read.apply(snapshot);
      task = present;
      pageEndNanos = nowNanos + pageNanos;
    }
    turn.serve(pageEndNanos);
    return present.step(turn);
  }

  /** Lets go of everything; what is answered then is to be run, once, on any loop. */
  Runnable answer() {
    ReadTask<R> present = task;
    if (present == null) {
      throw new IllegalStateException("a read is answered before its first step");
    }
    R response = present.result();
    release();
    return () -> listener.done(response);
  }

  void giveUp(String reason) {
    release();
    listener.givenUp(reason);
  }

  /** Cursors and snapshot go back to the engine. */
  void release() {
    if (task != null) {
      task.close();
    }
    snapshot.close();
  }
}

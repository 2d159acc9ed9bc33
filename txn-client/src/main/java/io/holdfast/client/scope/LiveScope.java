package io.holdfast.client.scope;

import io.holdfast.client.error.DeadlineReachedException;
import io.holdfast.client.error.OperationCancelledException;
import io.holdfast.client.error.TxnException;
import io.holdfast.runtime.loop.EventLoop;
import io.holdfast.runtime.loop.LoopConfined;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A scope while one operation runs under it: it ends once, by the deadline, by the cancellation or
 * with its operation, and then tells every request and pause of the operation (rule TXN-7).
 */
@LoopConfined("client-loop")
public final class LiveScope {
  /** For operations that nobody ends. */
  public static final LiveScope ENDLESS = new LiveScope(null, CallScope.NONE);

  private final @Nullable EventLoop loop;
  private final CallScope scope;

  /** What to do at the end; as many as the operation has requests and pauses. */
  private final TreeMap<Long, Runnable> listeners = new TreeMap<>();

  private long lastNumber;
  private @Nullable TxnException ended;
  private EventLoop.@Nullable Timer timer;
  private Runnable stopListening = LiveScope::nothing;

  private LiveScope(@Nullable EventLoop loop, CallScope scope) {
    this.loop = loop;
    this.scope = scope;
  }

  /** Begins to watch for the end; {@link #close} with the operation. */
  public static LiveScope open(EventLoop loop, CallScope scope) {
    if (scope.isEndless()) {
      return ENDLESS;
    }
    LiveScope live = new LiveScope(loop, scope);
    if (live.ended() == null && scope.hasDeadline()) {
      live.timer = loop.schedule(scope.leftNanos(loop.clock().nanos()), live::endNow);
    }
    Cancellation cancellation = scope.cancellation();
    if (cancellation != null) {
      live.stopListening = cancellation.onCancel(() -> loop.execute(live::endNow));
    }
    return live;
  }

  /** Why it has ended, even if nobody was told yet; null while it goes on. */
  public @Nullable TxnException ended() {
    if (ended != null || loop == null) {
      return ended;
    }
    Cancellation cancellation = scope.cancellation();
    if (cancellation != null && cancellation.isCancelled()) {
      return new OperationCancelledException("cancelled by the caller", cancellation.reason());
    }
    return scope.leftNanos(loop.clock().nanos()) == 0 ? new DeadlineReachedException() : null;
  }

  private void endNow() {
    TxnException why = ended();
    if (why != null) {
      end(why);
    }
  }

  /** The instant on the loop's clock at which it ends; {@link CallScope#NO_DEADLINE} for none. */
  public long deadlineNanos() {
    return scope.deadlineNanos();
  }

  /** True iff its end will come by itself. */
  public boolean hasDeadline() {
    return scope.hasDeadline();
  }

  /** Runs {@code listener} at the end, at once if that was; the answer takes it off the list. */
  public Runnable onEnd(Runnable listener) {
    if (loop == null) {
      return LiveScope::nothing;
    }
    if (ended() != null) {
      listener.run();
      return LiveScope::nothing;
    }
    long number = ++lastNumber;
    listeners.put(number, listener);
    return () -> listeners.remove(number);
  }

  /** The operation is over: what is left of it ends too. */
  public void close() {
    if (loop != null) {
      end(new OperationCancelledException("the operation is over", null));
    }
  }

  private void end(TxnException why) {
    if (ended != null) {
      return;
    }
    ended = why;
    stopListening.run();
    if (timer != null) {
      timer.cancel();
    }
    List<Runnable> told = new ArrayList<>(listeners.values());
    listeners.clear();
    told.forEach(Runnable::run);
  }

  private static void nothing() {}
}

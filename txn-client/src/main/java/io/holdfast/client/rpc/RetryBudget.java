package io.holdfast.client.rpc;

import io.holdfast.client.error.LockTimeoutException;
import io.holdfast.client.error.RegionUnavailableException;
import io.holdfast.client.error.ServerBusyException;
import io.holdfast.client.error.TxnException;
import io.holdfast.runtime.base.Backoff;
import io.holdfast.runtime.loop.EventLoop;
import io.holdfast.runtime.loop.LoopConfined;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The time one operation may take with all its repetitions. Every repetition passes through {@link
 * #pause}, which waits with exponential back-off and jitter by reason, or ends the operation when
 * the wait would pass the deadline: no retry loop is without a bound.
 */
@LoopConfined("client-loop")
public final class RetryBudget {
  private final EventLoop loop;
  private final RandomGenerator random;
  private final long deadlineNanos;
  private final Map<RetryReason, Backoff> backoffs = new EnumMap<>(RetryReason.class);
  private int pauses;

  /** Ends {@code timeoutNanos} from now. */
  public RetryBudget(EventLoop loop, RandomGenerator random, long timeoutNanos) {
    this.loop = loop;
    this.random = random;
    this.deadlineNanos = loop.clock().nanos() + timeoutNanos;
  }

  /** A budget of its own for work that follows this operation. */
  public RetryBudget successor(long timeoutNanos) {
    return new RetryBudget(loop, random, timeoutNanos);
  }

  /** Time left; zero when the deadline has passed. */
  public long leftNanos() {
    return Math.max(0, deadlineNanos - loop.clock().nanos());
  }

  /** The instant, on the loop's clock, at which the budget ends. */
  public long deadlineNanos() {
    return deadlineNanos;
  }

  /** Repetitions so far. */
  public int pauses() {
    return pauses;
  }

  /** Completes when the next try is due, or fails with what the user shall see. */
  public CompletableFuture<Void> pause(RetryReason reason, String why) {
    return pause(reason, 0, why, null);
  }

  /** As above; waits {@code atLeastNanos} if the time is left for it. */
  public CompletableFuture<Void> pause(
      RetryReason reason, long atLeastNanos, String why, @Nullable Throwable cause) {
    Backoff backoff =
        backoffs.computeIfAbsent(
            reason, r -> new Backoff(r.baseNanos(), r.capNanos(), Long.MAX_VALUE, random));
    long delayNanos = Math.max(atLeastNanos, backoff.nextDelayNanos());
    if (delayNanos >= leftNanos()) {
      return CompletableFuture.failedFuture(exhausted(reason, why, cause));
    }
    pauses++;
    CompletableFuture<Void> due = new CompletableFuture<>();
    loop.schedule(delayNanos, () -> due.complete(null));
    return due;
  }

  private TxnException exhausted(RetryReason reason, String why, @Nullable Throwable cause) {
    String text = "gave up after " + pauses + " retries: " + why;
    return switch (reason) {
      case LOCKED -> new LockTimeoutException(text);
      case SERVER_BUSY -> new ServerBusyException(text);
      case NOT_LEADER, REGION_MISS, UNREACHABLE, PD_UNAVAILABLE ->
          new RegionUnavailableException(text, cause);
    };
  }
}

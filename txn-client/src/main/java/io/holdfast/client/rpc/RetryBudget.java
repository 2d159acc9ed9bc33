package io.holdfast.client.rpc;

import io.holdfast.client.error.LockTimeoutException;
import io.holdfast.client.error.RegionUnavailableException;
import io.holdfast.client.error.ServerBusyException;
import io.holdfast.client.error.StorageFullException;
import io.holdfast.client.error.TxnException;
import io.holdfast.client.scope.LiveScope;
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
  private final long ownDeadlineNanos;
  private final LiveScope scope;
  private final LiveScope callScope;
  private final Map<RetryReason, Backoff> backoffs = new EnumMap<>(RetryReason.class);
  private final Map<RetryReason, Long> firstMetNanos = new EnumMap<>(RetryReason.class);
  private int pauses;

  /** Ends {@code timeoutNanos} from now; nobody ends it earlier. */
  public RetryBudget(EventLoop loop, RandomGenerator random, long timeoutNanos) {
    this(loop, random, timeoutNanos, LiveScope.ENDLESS);
  }

  /** Ends {@code timeoutNanos} from now, or with {@code scope}. */
  public RetryBudget(EventLoop loop, RandomGenerator random, long timeoutNanos, LiveScope scope) {
    this(loop, random, loop.clock().nanos() + timeoutNanos, scope, scope);
  }

  private RetryBudget(
      EventLoop loop,
      RandomGenerator random,
      long ownDeadlineNanos,
      LiveScope scope,
      LiveScope callScope) {
    this.loop = loop;
    this.random = random;
    this.ownDeadlineNanos = ownDeadlineNanos;
    this.scope = scope;
    this.callScope = callScope;
  }

  /** A budget of its own for work that follows this operation, whoever ended that. */
  public RetryBudget successor(long timeoutNanos) {
    return new RetryBudget(loop, random, timeoutNanos);
  }

  /**
   * The rest of this budget for a request that must not be cut, as its outcome counts: the end of
   * the scope stops repetitions only.
   */
  public RetryBudget uncut() {
    return new RetryBudget(loop, random, ownDeadlineNanos, scope, LiveScope.ENDLESS);
  }

  /** The rest of this budget without the scope. */
  public RetryBudget detached() {
    return new RetryBudget(loop, random, ownDeadlineNanos, LiveScope.ENDLESS, LiveScope.ENDLESS);
  }

  /** What ends the operation early. */
  public LiveScope scope() {
    return scope;
  }

  /** What cuts its requests. */
  public LiveScope callScope() {
    return callScope;
  }

  /** Time left for a request; zero when the deadline has passed. */
  public long leftNanos() {
    return Math.max(0, deadlineNanos() - loop.clock().nanos());
  }

  /** The instant, on the loop's clock, at which requests end. */
  public long deadlineNanos() {
    return callScope.hasDeadline()
        ? earlier(ownDeadlineNanos, callScope.deadlineNanos())
        : ownDeadlineNanos;
  }

  private static long earlier(long a, long b) {
    return a - b <= 0 ? a : b;
  }

  /** True iff nobody waits any more: then a failure says nothing about whom it came from. */
  public boolean isOver() {
    return scope.ended() != null || leftNanos() == 0;
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
    TxnException ended = scope.ended();
    if (ended != null) {
      return CompletableFuture.failedFuture(ended);
    }
    Backoff backoff =
        backoffs.computeIfAbsent(
            reason, r -> new Backoff(r.baseNanos(), r.capNanos(), Long.MAX_VALUE, random));
    long now = loop.clock().nanos();
    long delayNanos = Math.max(atLeastNanos, backoff.nextDelayNanos());
    long metNanos = now - firstMetNanos.computeIfAbsent(reason, r -> now);
    if (now + delayNanos - ownDeadlineNanos >= 0 || metNanos > reason.patienceNanos()) {
      return CompletableFuture.failedFuture(exhausted(reason, why, cause));
    }
    pauses++;
    // A pause that goes beyond the end of the scope is ended by it, with its reason.
    return new Pause().begin(delayNanos);
  }

  private final class Pause {
    private final CompletableFuture<Void> due = new CompletableFuture<>();

    CompletableFuture<Void> begin(long delayNanos) {
      EventLoop.Timer timer = loop.schedule(delayNanos, () -> due.complete(null));
      Runnable stopListening =
          scope.onEnd(
              () -> {
                timer.cancel();
                due.completeExceptionally(ended());
              });
      Async.then(due, due, (done, failure) -> stopListening.run());
      return due;
    }

    private TxnException ended() {
      TxnException why = scope.ended();
      if (why == null) {
        throw new IllegalStateException("told of an end that was not");
      }
      return why;
    }
  }

  private TxnException exhausted(RetryReason reason, String why, @Nullable Throwable cause) {
    String text = "gave up after " + pauses + " retries: " + why;
    return switch (reason) {
      case LOCKED -> new LockTimeoutException(text);
      case SERVER_BUSY -> new ServerBusyException(text);
      case STORAGE_FULL -> new StorageFullException(text);
      case NOT_LEADER, REGION_MISS, UNREACHABLE, PD_UNAVAILABLE ->
          new RegionUnavailableException(text, cause);
    };
  }
}

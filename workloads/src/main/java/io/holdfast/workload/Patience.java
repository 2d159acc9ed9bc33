package io.holdfast.workload;

import io.holdfast.client.ReadOptions;
import io.holdfast.client.TxOptions;
import io.holdfast.client.scope.CallScope;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * How long a client waits for one operation: most wait as long as it takes, some have a deadline,
 * some have little time for their transaction.
 *
 * @param options of a transaction
 * @param lostNanos what its node had lost by pauses when it began
 */
record Patience(TxOptions options, long lostNanos) {
  private static final double DEADLINE = 0.15;
  private static final double SHORT_TIME = 0.3;
  private static final Duration DEADLINE_MAX = Duration.ofMillis(400);
  private static final Duration SHORT_TIME_MAX = Duration.ofSeconds(4);

  /** What an answer may come after its deadline: a moment for the answer of a primary, tasks. */
  private static final Duration LATE_MAX = Duration.ofSeconds(1);

  static Patience draw(Seat seat) {
    RandomGenerator random = seat.random();
    double dice = random.nextDouble();
    TxOptions options = TxOptions.defaults();
    if (dice < DEADLINE) {
      options = options.within(seat.database().scope(drawn(random, DEADLINE_MAX), null));
    } else if (dice < SHORT_TIME) {
      options = TxOptions.builder().timeout(drawn(random, SHORT_TIME_MAX)).build();
    }
    return new Patience(options, seat.pauses().countedNanos());
  }

  private static Duration drawn(RandomGenerator random, Duration longest) {
    return Duration.ofNanos(random.nextLong(longest.toNanos() / 100, longest.toNanos()));
  }

  ReadOptions reading() {
    return ReadOptions.latest().within(options.scope());
  }

  /** What is wrong with an answer that came just now; null if nothing. */
  @Nullable String late(Seat seat) throws InterruptedException {
    CallScope scope = options.scope();
    long lateNanos = seat.runtime().clock().nanos() - scope.deadlineNanos();
    if (!scope.hasDeadline() || lateNanos < LATE_MAX.toNanos()) {
      return null;
    }
    lateNanos -= seat.pauses().lostNanos() - lostNanos;
    return lateNanos < LATE_MAX.toNanos()
        ? null
        : "TXN-7 a caller was answered " + lateNanos / 1_000_000 + " ms after its deadline";
  }
}

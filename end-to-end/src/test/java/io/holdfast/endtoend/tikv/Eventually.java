package io.holdfast.endtoend.tikv;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Looking again until something is so, with a bound. */
final class Eventually {
  private static final long POLL_NANOS = Duration.ofMillis(5).toNanos();

  private Eventually() {}

  /** The first answer that is not null. */
  static <T> T get(String what, Duration patience, Supplier<@Nullable T> question) {
    long deadline = System.nanoTime() + patience.toNanos();
    while (true) {
      T answer = question.get();
      if (answer != null) {
        return answer;
      }
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError(what + " did not happen within " + patience);
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  /** Returns when it is so. */
  static void isTrue(String what, Duration patience, Supplier<Boolean> question) {
    get(what, patience, () -> question.get() ? Boolean.TRUE : null);
  }
}

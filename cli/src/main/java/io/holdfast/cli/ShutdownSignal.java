package io.holdfast.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * SIGTERM and SIGINT as something to wait for. The JVM's own way is to die with the signal's number
 * while other threads still work; here the signal only asks, the command closes what it opened and
 * says {@link #done}, and the process ends with that exit code.
 */
final class ShutdownSignal {
  /** A command that does not close within this time is ended as it is. */
  private static final Duration CLOSE_MAX = Duration.ofSeconds(30);

  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch done = new CountDownLatch(1);
  private final Thread hook = new Thread(this::onShutdown, "shutdown");
  private volatile int exitCode = HoldfastMain.EXIT_FAILED;

  private ShutdownSignal() {}

  static ShutdownSignal install() {
    ShutdownSignal signal = new ShutdownSignal();
    Runtime.getRuntime().addShutdownHook(signal.hook);
    return signal;
  }

  private void onShutdown() {
    asked.countDown();
    try {
      if (done.await(CLOSE_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
        Runtime.getRuntime().halt(exitCode);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits for the signal; false when the time is over. */
  boolean await(Duration time) throws InterruptedException {
    return asked.await(time.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Everything is closed. */
  int done(int code) {
    exitCode = code;
    done.countDown();
    if (asked.getCount() > 0) {
      forget();
    }
    return code;
  }

  /** Nobody asked: the command ends by itself, and the process goes on to end as it likes. */
  private void forget() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The signal came this very moment: the hook is running and ends the process.
      exitCode = HoldfastMain.EXIT_FAILED;
    }
  }
}

package io.holdfast.cli;

import io.holdfast.runtime.node.ThreadedRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** What a process with one node in it does until it is told to end, or its node fails. */
final class NodeProcess {
  private static final Duration END_WAIT = Duration.ofSeconds(10);
  private static final long LOOK_MILLIS = 200;

  private NodeProcess() {}

  static String readConfiguration(Path file) {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      throw new UsageException("--config: no such file: " + file);
    } catch (IOException e) {
      throw new UsageException("--config: cannot read " + file + ": " + e.getMessage());
    }
  }

  /** Waits for SIGTERM, SIGINT or the failure of the node; then closes it. The exit code. */
  static int serve(ThreadedRuntime runtime, AutoCloseable node) throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch closed = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  asked.countDown();
                  try {
                    closed.await(END_WAIT.toMillis(), TimeUnit.MILLISECONDS);
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                },
                "shutdown"));
    try {
      while (!asked.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
        if (runtime.stopped()) {
          return HoldfastMain.EXIT_FAILED; // The runtime has logged why.
        }
      }
      node.close();
      runtime.close();
      runtime.awaitEnd(END_WAIT);
      return 0;
    } finally {
      closed.countDown();
    }
  }
}

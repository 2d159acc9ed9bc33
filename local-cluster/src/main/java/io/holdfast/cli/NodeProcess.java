package io.holdfast.cli;

import io.holdfast.pd.server.PdStartException;
import io.holdfast.runtime.node.ThreadedRuntime;
import io.holdfast.store.server.StoreStartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;

/** What a process with one node in it does until it is told to end, or its node fails. */
final class NodeProcess {
  private static final Duration END_WAIT = Duration.ofSeconds(10);
  private static final Duration LOOK = Duration.ofMillis(200);

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
    ShutdownSignal signal = ShutdownSignal.install();
    while (!signal.await(LOOK)) {
      if (runtime.stopped()) {
        return signal.done(HoldfastMain.EXIT_FAILED); // The runtime has logged why.
      }
    }
    node.close();
    runtime.close();
    runtime.awaitEnd(END_WAIT);
    return signal.done(0);
  }

  /**
   * A port that is taken or a directory that is not ours is a mistake of the caller: exit code 2.
   */
  static RuntimeException refusal(RuntimeException failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof PdStartException || cause instanceof StoreStartException) {
        return new UsageException(describe(cause));
      }
    }
    return failure;
  }

  /** The message, and what lies beneath it where that says more. */
  static String describe(Throwable failure) {
    String message = String.valueOf(failure.getMessage());
    Throwable cause = failure.getCause();
    String beneath = cause == null ? null : cause.getMessage();
    return beneath == null || message.contains(beneath) ? message : message + ": " + beneath;
  }
}

package io.holdfast.cli;

import io.holdfast.client.error.TxnException;
import io.holdfast.pd.server.PdStartException;
import io.holdfast.runtime.node.ThreadedRuntime;
import io.holdfast.store.server.StoreStartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** What a process with one node in it does until it is told to end, or its node fails. */
final class NodeProcess {
  private static final Duration END_WAIT = Duration.ofSeconds(10);
  private static final int CAUSES_MAX = 8;
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

  /**
   * Waits until the node serves, is refused, or fails: a fault of its runtime ends the wait too,
   * since nobody is left then to complete the answer.
   */
  static void awaitReady(ThreadedRuntime runtime, CompletableFuture<?> ready)
      throws InterruptedException, ExecutionException {
    CompletableFuture<Object> fault =
        runtime
            .failed()
            .thenCompose(
                cause ->
                    // A refusal may be on its way through the loops that have just ended.
                    ready.isCompletedExceptionally()
                        ? ready.thenApply(value -> value)
                        : CompletableFuture.failedFuture(cause));
    CompletableFuture.anyOf(ready, fault).get();
  }

  /** Waits for SIGTERM, SIGINT or the failure of the node; then closes it. The exit code. */
  static int serve(ThreadedRuntime runtime, AutoCloseable node) throws Exception {
    ShutdownSignal signal = ShutdownSignal.install();
    while (!signal.await(LOOK)) {
      if (runtime.stopped()) {
        Throwable fault = runtime.failed().getNow(null);
        System.err.println(
            "holdfast: the node has stopped: " + (fault == null ? "halted" : describe(fault)));
        return signal.done(HoldfastMain.EXIT_FAILED); // The runtime has logged the rest.
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
    return failure instanceof TxnException ? new UsageException(describe(failure)) : failure;
  }

  /** The message, and what lies beneath it where that says more. */
  static String describe(Throwable failure) {
    StringBuilder text = new StringBuilder(messageOf(failure));
    Throwable cause = failure.getCause();
    for (int depth = 0; cause != null && depth < CAUSES_MAX; depth++) {
      String beneath = messageOf(cause);
      if (text.indexOf(beneath) < 0) {
        text.append(": ").append(beneath);
      }
      cause = cause.getCause();
    }
    return text.toString();
  }

  private static String messageOf(Throwable failure) {
    String message = failure.getMessage();
    return message == null || message.isBlank() ? failure.toString() : message;
  }
}

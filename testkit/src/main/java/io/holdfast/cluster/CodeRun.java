package io.holdfast.cluster;

import io.holdfast.simulation.world.SimWorld;
import org.jspecify.annotations.Nullable;

/** One piece of code on a cooperative thread, and how it ended. */
final class CodeRun implements Runnable {
  private final SimulatedCode body;
  private @Nullable Throwable failure;
  private boolean done;

  CodeRun(SimulatedCode body) {
    this.body = body;
  }

  @Override
  public void run() {
    try {
      body.run();
    } catch (Exception | AssertionError e) {
      failure = e;
    } finally {
      done = true;
    }
  }

  boolean done() {
    return done;
  }

  /** The world's line that reproduces the run goes in front of what the code threw. */
  void rethrow(SimWorld world) {
    Throwable cause = failure;
    if (cause != null) {
      String message = cause.getMessage();
      throw world.failure(message == null ? cause.toString() : message, cause);
    }
  }
}

package io.holdfast.cluster;

/** Code that runs under simulated time; it may block in this project's API only. */
@FunctionalInterface
public interface SimulatedCode {
  /** Runs it. */
  void run() throws Exception;
}

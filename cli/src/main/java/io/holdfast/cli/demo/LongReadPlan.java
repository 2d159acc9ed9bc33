package io.holdfast.cli.demo;

import java.time.Duration;

/**
 * What long reads are tried with.
 *
 * @param rows raw keys of the region that is read as a whole
 * @param getters threads that read single keys of the other regions of that store
 * @param phase how long the gets are measured, once in the quiet and once beside the long reads
 * @param slowdownMax how many times longer a get may take then, at the 99th percentile
 */
public record LongReadPlan(int rows, int getters, Duration phase, double slowdownMax) {
  /** A million keys, two getters, 20 seconds a phase. */
  public static LongReadPlan standard() {
    return new LongReadPlan(1_000_000, 2, Duration.ofSeconds(20), 3);
  }
}

package io.holdfast.bench.micro;

/**
 * How operations are offered.
 *
 * @param concurrent operations under way at any time
 * @param threads true: each waits in a thread of its own, as most programs do; false: each answer
 *     starts the next, without a thread
 */
public record Shape(int concurrent, boolean threads) {
  /** Rejects what no load is. */
  public Shape {
    if (concurrent < 1) {
      throw new IllegalArgumentException("concurrent " + concurrent);
    }
  }

  /** For people and results. */
  public String title() {
    return concurrent + (threads ? " clients" : " outstanding");
  }
}

package io.holdfast.bench.hot;

import java.util.SplittableRandom;

/**
 * Ranks from 0 on, the n-th in proportion to {@code 1/n^theta}: the generator of Gray et al.,
 * "Quickly generating billion-record synthetic databases" (SIGMOD 1994), which YCSB uses too.
 * Immutable, any thread.
 */
final class Zipfian {
  /** YCSB's: of 100,000 keys the most popular one takes 8 % of all. */
  static final double THETA = 0.99;

  private final int count;
  private final double zeta;
  private final double secondBound;
  private final double alpha;
  private final double eta;

  /** Of that many ranks, at least two. */
  Zipfian(int count, double theta) {
    if (count < 2 || theta <= 0 || theta >= 1) {
      throw new IllegalArgumentException(count + " ranks, theta " + theta);
    }
    this.count = count;
    double sum = 0;
    for (int rank = 1; rank <= count; rank++) {
      sum += Math.pow(rank, -theta);
    }
    zeta = sum;
    secondBound = 1 + Math.pow(2, -theta);
    alpha = 1 / (1 - theta);
    eta = (1 - Math.pow(2.0 / count, 1 - theta)) / (1 - secondBound / zeta);
  }

  /** The next rank; 0 is the most popular. */
  int next(SplittableRandom random) {
    double drawn = random.nextDouble();
    double scaled = drawn * zeta;
    if (scaled < 1) {
      return 0;
    }
    if (scaled < secondBound) {
      return 1;
    }
    return Math.min(count - 1, (int) (count * Math.pow(eta * drawn - eta + 1, alpha)));
  }

  /** How much of all the first rank gets. */
  double shareOfFirst() {
    return 1 / zeta;
  }
}

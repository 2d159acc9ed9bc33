package io.holdfast.simulation.seed;

import io.holdfast.runtime.base.Bytes;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Draws test values from a generator. Small and edge values are drawn more often than their share,
 * because that is where bugs live.
 */
public final class Gen {
  private final RandomGenerator random;

  /** Draws from {@code random}. */
  public Gen(RandomGenerator random) {
    this.random = random;
  }

  /** The generator below. */
  public RandomGenerator random() {
    return random;
  }

  /** True with the given probability. */
  public boolean chance(double probability) {
    return probability > 0 && random.nextDouble() < probability;
  }

  /** Uniform in {@code [from, to)}. */
  public int between(int from, int to) {
    return random.nextInt(from, to);
  }

  /** Uniform in {@code [from, to)}. */
  public long between(long from, long to) {
    return random.nextLong(from, to);
  }

  /** In {@code [0, bound)}; both ends and powers of two are likelier than their share. */
  public int edgy(int bound) {
    return switch (random.nextInt(4)) {
      case 0 -> 0;
      case 1 -> bound - 1;
      case 2 -> Math.min(bound - 1, 1 << random.nextInt(31));
      default -> random.nextInt(bound);
    };
  }

  /** One of the values. */
  public <T> T oneOf(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }

  /** Random bytes, {@code [0, lengthMax]} of them. */
  public Bytes bytes(int lengthMax) {
    byte[] array = new byte[edgy(lengthMax + 1)];
    random.nextBytes(array);
    return Bytes.wrap(array);
  }

  /** A key out of {@code count}: {@code prefix} and three digits or more, ordered as numbers. */
  public Bytes key(String prefix, int count) {
    String digits = Integer.toString(random.nextInt(count));
    return Bytes.utf8(prefix + "0".repeat(Math.max(0, 3 - digits.length())) + digits);
  }
}

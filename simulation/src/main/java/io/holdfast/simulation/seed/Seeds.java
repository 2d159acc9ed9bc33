package io.holdfast.simulation.seed;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Derivation, printing and parsing of seeds.
 *
 * <p>A stream is chosen by a seed and a list of names. Only the characters of the names enter,
 * never {@code hashCode} of an object, so the result is the same in every JVM (rule X6).
 */
public final class Seeds {
  private Seeds() {}

  /** The seed of the stream that {@code names} select below {@code seed}. */
  public static long derive(long seed, String... names) {
    long h = mix(seed ^ 0x9E3779B97F4A7C15L);
    for (String name : names) {
      for (int i = 0; i < name.length(); i++) {
        h = mix(h + name.charAt(i) + 0x632BE59BD9B4E019L);
      }
      h = mix(h ^ 0xD6E8FEB86659FD93L); // A border, so that ("ab", "c") differs from ("a", "bc").
    }
    return h;
  }

  /** A generator for the stream that {@code names} select below {@code seed}. */
  public static RandomGenerator random(long seed, String... names) {
    return new SplittableRandom(derive(seed, names));
  }

  /** The {@code index}-th seed of a batch. */
  public static long nth(long seed, long index) {
    return mix(seed + index * 0x9E3779B97F4A7C15L);
  }

  /** As printed in the line that reproduces a run, e.g. {@code 0x5DEECE66D}. */
  public static String print(long seed) {
    return "0x" + Long.toHexString(seed).toUpperCase(java.util.Locale.ROOT);
  }

  /** Parses what {@link #print} printed, or a decimal number. */
  public static long parse(String text) {
    try {
      return text.startsWith("0x") || text.startsWith("0X")
          ? Long.parseUnsignedLong(text.substring(2), 16)
          : Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("not a seed (0x... or decimal): '" + text + "'", e);
    }
  }

  /** A bijection of 64-bit values whose output bits all depend on all input bits. */
  public static long mix(long value) {
    long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}

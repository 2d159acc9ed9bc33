package io.holdfast.bench.yardstick;

import java.nio.charset.StandardCharsets;

/** Keys by number, in order, each as long as every other; made in little time. Any thread. */
public final class NumberedKeys {
  private static final byte[] PREFIX = "bench:".getBytes(StandardCharsets.US_ASCII);
  private static final int DIGITS = 10;

  private NumberedKeys() {}

  /** The key of a number that is not negative. */
  public static byte[] key(int number) {
    byte[] key = new byte[PREFIX.length + DIGITS];
    System.arraycopy(PREFIX, 0, key, 0, PREFIX.length);
    int rest = number;
    for (int i = key.length - 1; i >= PREFIX.length; i--) {
      key[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    return key;
  }
}

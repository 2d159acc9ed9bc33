package io.holdfast.bench.micro;

import io.holdfast.protocol.key.KeyRange;
import io.holdfast.runtime.base.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The keys of a run: numbered, in order, each as long as every other. Any thread. */
final class BenchKeys {
  private static final byte[] PREFIX = "bench:".getBytes(StandardCharsets.US_ASCII);
  private static final int DIGITS = 10;

  private final int count;

  BenchKeys(int count) {
    this.count = count;
  }

  int count() {
    return count;
  }

  Bytes key(int number) {
    byte[] key = new byte[PREFIX.length + DIGITS];
    System.arraycopy(PREFIX, 0, key, 0, PREFIX.length);
    int rest = number;
    for (int i = key.length - 1; i >= PREFIX.length; i--) {
      key[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    return Bytes.wrap(key);
  }

  /** From that key to the end of all. */
  KeyRange from(int number) {
    return new KeyRange(key(number), key(count));
  }

  /** Keys that cut all into that many equal parts. */
  List<Bytes> cuts(int parts) {
    List<Bytes> cuts = new ArrayList<>();
    for (int i = 1; i < parts; i++) {
      cuts.add(key((int) ((long) count * i / parts)));
    }
    return cuts;
  }
}

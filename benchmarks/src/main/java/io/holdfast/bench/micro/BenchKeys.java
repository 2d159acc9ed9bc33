package io.holdfast.bench.micro;

import io.holdfast.bench.yardstick.NumberedKeys;
import io.holdfast.protocol.key.KeyRange;
import io.holdfast.runtime.base.Bytes;
import java.util.ArrayList;
import java.util.List;

/** The keys of a run: numbered, in order, each as long as every other. Any thread. */
final class BenchKeys {
  private final int count;

  BenchKeys(int count) {
    this.count = count;
  }

  int count() {
    return count;
  }

  Bytes key(int number) {
    return Bytes.wrap(NumberedKeys.key(number));
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

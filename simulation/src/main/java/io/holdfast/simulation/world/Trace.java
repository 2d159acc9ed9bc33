package io.holdfast.simulation.world;

import io.holdfast.simulation.seed.Seeds;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.StringJoiner;

/**
 * The rolling hash over everything that happened, and the last events in readable form. Two runs
 * with equal hashes made the same decisions in the same order.
 */
final class Trace {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final String[] labels;
  private final long[] times;
  private final long[] details;
  private long count;
  private long hash = 0x2545F4914F6CDD1DL;

  Trace(int lastEventsMax) {
    this.labels = new String[lastEventsMax];
    this.times = new long[lastEventsMax];
    this.details = new long[lastEventsMax];
  }

  void add(long atNanos, String label, long detail) {
    hash = Seeds.mix(hash ^ atNanos) + Seeds.mix(detail + label.hashCode());
    int at = (int) (count++ % labels.length);
    labels[at] = label;
    times[at] = atNanos;
    details[at] = detail;
  }

  long hash() {
    return hash;
  }

  /** The last events, oldest first. */
  String last(int max) {
    StringJoiner text = new StringJoiner("\n");
    long from = Math.max(0, count - Math.min(max, labels.length));
    for (long i = from; i < count; i++) {
      int at = (int) (i % labels.length);
      text.add(times[at] / 1000 + "us " + labels[at] + " " + Long.toHexString(details[at]));
    }
    return text.toString();
  }

  static long hashOf(byte[] bytes) {
    return hashOf(bytes, 0, bytes.length);
  }

  static long hashOf(byte[] bytes, int from, int length) {
    long h = length;
    int i = from;
    int end = from + length;
    for (; i + 8 <= end; i += 8) {
      h = (h ^ (long) LONGS.get(bytes, i)) * 0x9E3779B97F4A7C15L;
      h ^= h >>> 32;
    }
    for (; i < end; i++) {
      h = (h ^ bytes[i]) * 0x9E3779B97F4A7C15L;
      h ^= h >>> 32;
    }
    return h;
  }
}

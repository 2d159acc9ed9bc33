package io.holdfast.simulation.world;

import io.holdfast.runtime.base.Invariant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * The content of a file, visible and durable.
 *
 * <pre>
 *   visible:  [0 ......... durablePrefix ............ size)
 *   durable:  [0 ......... durablePrefix) + durableTail      (a tail only after a truncation)
 * </pre>
 *
 * <p>Where a sector before {@code durablePrefix} was overwritten since, its durable bytes are in
 * {@code overwritten}.
 *
 * <p>A power cut keeps, of everything that differs, a seeded subset of 512-byte sectors and one of
 * the possible sizes (rule X3). A failed sync marks its range: it reads back until then.
 */
final class SimFile {
  private static final int SECTOR_BYTES = 512;

  private byte[] data = new byte[256];
  private int size;
  private int durablePrefix;
  private byte[] durableTail = new byte[0];
  private final TreeMap<Integer, byte[]> overwritten = new TreeMap<>();

  /** Sectors whose overwriting a failed sync has given up, with the bytes the disk still has. */
  private final TreeMap<Integer, byte[]> givenUp = new TreeMap<>();

  private final List<int[]> unsyncable = new ArrayList<>();

  int size() {
    return size;
  }

  byte[] copy() {
    return Arrays.copyOf(data, size);
  }

  void write(int at, byte[] bytes, int length) {
    Invariant.check(at <= size, "A hole in a simulated file", "at", at, "size", size);
    Invariant.check(at <= Integer.MAX_VALUE - length, "Simulated file too long", "at", at);
    keepOverwritten(at, Math.min(at + length, durablePrefix));
    int end = at + length;
    if (end > data.length) {
      data = Arrays.copyOf(data, Math.max(end, (int) Math.min(1L << 30, data.length * 2L)));
    }
    System.arraycopy(bytes, 0, data, at, length);
    size = Math.max(size, end);
  }

  private void keepOverwritten(int from, int to) {
    if (from >= to) {
      return;
    }
    for (int start = from / SECTOR_BYTES * SECTOR_BYTES; start < to; start += SECTOR_BYTES) {
      byte[] before = givenUp.remove(start); // Written again: dirty again.
      if (before == null) {
        before = Arrays.copyOfRange(data, start, Math.min(start + SECTOR_BYTES, durablePrefix));
      }
      overwritten.putIfAbsent(start, before);
    }
  }

  void truncate(int to) {
    Invariant.check(to >= 0 && to <= size, "Truncation beyond the end", "to", to, "size", size);
    if (to < durablePrefix) {
      byte[] durable = Arrays.copyOf(data, durablePrefix);
      overwritten.forEach((at, before) -> restore(before, at, durable));
      overwritten.tailMap(to, true).clear();
      givenUp.tailMap(to, true).clear();
      byte[] tail = new byte[durablePrefix - to + durableTail.length];
      System.arraycopy(durable, to, tail, 0, durablePrefix - to);
      System.arraycopy(durableTail, 0, tail, durablePrefix - to, durableTail.length);
      durableTail = tail;
      durablePrefix = to;
    }
    size = to;
    unsyncable.removeIf(range -> range[0] >= to);
    for (int[] range : unsyncable) {
      range[1] = Math.min(range[1], to);
    }
  }

  /** As far as the bytes of then reach, and the file of now. */
  private static void restore(byte[] before, int at, byte[] target) {
    System.arraycopy(
        before, 0, target, at, Math.max(0, Math.min(before.length, target.length - at)));
  }

  void sync() {
    overwritten.clear();
    durablePrefix = size;
    durableTail = new byte[0];
  }

  void syncFailed() {
    givenUp.putAll(overwritten);
    if (durablePrefix < size) {
      unsyncable.add(new int[] {durablePrefix, size});
    }
    sync(); // The kernel marks the pages clean; only a power cut shows that they are not.
  }

  int read(long position, byte[] target, int offset, int length) {
    if (position >= size) {
      return -1;
    }
    int count = (int) Math.min(length, size - position);
    System.arraycopy(data, (int) position, target, offset, count);
    return count;
  }

  void overwrite(byte[] content) {
    data = content.clone();
    size = content.length;
    unsyncable.clear();
    givenUp.clear();
    sync();
  }

  /** Answers how many bytes of visible content are gone. */
  long powerCut(RandomGenerator random) {
    int durableSize = durablePrefix + durableTail.length;
    int newSize = chooseSize(durableSize, random);
    byte[] after = new byte[Math.max(newSize, 256)];
    System.arraycopy(data, 0, after, 0, Math.min(durablePrefix, newSize));
    int tail = Math.min(durableTail.length, newSize - durablePrefix);
    if (tail > 0) {
      System.arraycopy(durableTail, 0, after, durablePrefix, tail);
    }
    int keepOf8 = random.nextInt(9); // 0: no sector survives, 8: all do.
    long lost = 0;
    for (Map.Entry<Integer, byte[]> sector : overwritten.entrySet()) {
      if (random.nextInt(8) >= keepOf8) {
        restore(sector.getValue(), sector.getKey(), after);
        lost += sector.getValue().length;
      }
    }
    for (Map.Entry<Integer, byte[]> sector : givenUp.entrySet()) {
      restore(sector.getValue(), sector.getKey(), after);
      lost += sector.getValue().length;
    }
    for (int at = durablePrefix; at < size; ) {
      int end = Math.min(size, (at / SECTOR_BYTES + 1) * SECTOR_BYTES);
      int count = Math.min(end, newSize) - at;
      if (count > 0 && random.nextInt(8) < keepOf8) {
        System.arraycopy(data, at, after, at, count);
        lost += end - at - count;
      } else {
        lost += end - at;
      }
      at = end;
    }
    for (int[] range : unsyncable) {
      int to = Math.min(range[1], newSize);
      if (range[0] < to) {
        Arrays.fill(after, range[0], to, (byte) 0);
        lost += to - range[0];
      }
    }
    unsyncable.clear();
    givenUp.clear();
    data = after;
    size = newSize;
    sync();
    return lost;
  }

  private int chooseSize(int durableSize, RandomGenerator random) {
    if (durablePrefix == size && durableTail.length == 0) {
      return size;
    }
    return switch (random.nextInt(3)) {
      case 0 -> durableSize;
      case 1 -> size;
      default -> {
        int low = Math.min(durableSize, size);
        yield low + random.nextInt(Math.abs(durableSize - size) + 1);
      }
    };
  }
}

package io.holdfast.cluster.bank;

import java.util.Arrays;
import java.util.List;

/** Where regions end, as far as a workload knows: tells whether two keys lie in two regions. */
public final class RegionBorders {
  private volatile List<byte[]> borders = List.of();

  /** Replaces the borders: user keys in ascending order. */
  public void set(List<byte[]> sorted) {
    borders = List.copyOf(sorted);
  }

  /** True iff a border lies between the keys. */
  public boolean separate(byte[] one, byte[] other) {
    return regionOf(one) != regionOf(other);
  }

  private int regionOf(byte[] key) {
    int region = 0;
    for (byte[] border : borders) {
      if (Arrays.compareUnsigned(key, border) >= 0) {
        region++;
      }
    }
    return region;
  }
}

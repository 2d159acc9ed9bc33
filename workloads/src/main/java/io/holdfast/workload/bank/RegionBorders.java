package io.holdfast.workload.bank;

import io.holdfast.runtime.base.Bytes;
import java.util.List;

/** Where regions end, as far as a workload knows: tells whether two keys lie in two regions. */
public final class RegionBorders {
  private volatile List<Bytes> borders = List.of();

  /** Replaces the borders: user keys in ascending order. */
  public void set(List<Bytes> sorted) {
    borders = List.copyOf(sorted);
  }

  /** True iff a border lies between the keys. */
  public boolean separate(Bytes one, Bytes other) {
    return regionOf(one) != regionOf(other);
  }

  private int regionOf(Bytes key) {
    int region = 0;
    for (Bytes border : borders) {
      if (key.compareTo(border) >= 0) {
        region++;
      }
    }
    return region;
  }
}

package io.holdfast.store.raw;

import io.holdfast.protocol.key.KeyRange;
import io.holdfast.runtime.base.Bytes;

/**
 * A range of raw keys as requests spell it: an empty end is the end of the region. A range that
 * runs backwards holds nothing.
 */
record RawRange(Bytes start, Bytes end) {
  KeyRange within(KeyRange region) {
    if (!end.isEmpty() && start.compareTo(end) > 0) {
      return new KeyRange(end, end);
    }
    return new KeyRange(start, end).intersect(region);
  }
}

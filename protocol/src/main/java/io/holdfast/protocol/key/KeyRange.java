package io.holdfast.protocol.key;

import io.holdfast.runtime.base.Bytes;

/**
 * Keys of {@code [start, end)}; an empty {@code start} is minus infinity (it is the smallest key
 * anyway), an empty {@code end} is plus infinity.
 */
public record KeyRange(Bytes start, Bytes end) {
  /** Every key. */
  public static final KeyRange ALL = new KeyRange(Bytes.EMPTY, Bytes.EMPTY);

  /** Refuses a start behind the end. */
  public KeyRange {
    if (!end.isEmpty() && start.compareTo(end) > 0) {
      throw new IllegalArgumentException("range runs backwards: [" + start + ", " + end + ")");
    }
  }

  /** The range that holds {@code key} alone. */
  public static KeyRange single(Bytes key) {
    return new KeyRange(key, key.successor());
  }

  /** True iff no key lies inside. */
  public boolean isEmpty() {
    return !end.isEmpty() && start.equals(end);
  }

  /** True iff {@code key} lies inside. */
  public boolean contains(Bytes key) {
    return start.compareTo(key) <= 0 && (end.isEmpty() || key.compareTo(end) < 0);
  }

  /** True iff every key of {@code other} lies inside. */
  public boolean contains(KeyRange other) {
    return start.compareTo(other.start) <= 0 && compareEnds(other.end, end) <= 0;
  }

  /** True iff some key lies in both. */
  public boolean overlaps(KeyRange other) {
    return !isEmpty() && !other.isEmpty() && startsBefore(other.end) && other.startsBefore(end);
  }

  /** The keys that lie in both; some empty range when there are none. */
  public KeyRange intersect(KeyRange other) {
    Bytes from = start.compareTo(other.start) >= 0 ? start : other.start;
    Bytes to = compareEnds(end, other.end) <= 0 ? end : other.end;
    if (!to.isEmpty() && from.compareTo(to) >= 0) {
      return new KeyRange(to, to);
    }
    return new KeyRange(from, to);
  }

  private boolean startsBefore(Bytes otherEnd) {
    return otherEnd.isEmpty() || start.compareTo(otherEnd) < 0;
  }

  /** Orders ends of ranges: the empty one is greatest. */
  public static int compareEnds(Bytes a, Bytes b) {
    if (a.isEmpty() || b.isEmpty()) {
      return Boolean.compare(a.isEmpty(), b.isEmpty());
    }
    return a.compareTo(b);
  }
}

package io.holdfast.protocol.id;

/**
 * A timestamp of the placement driver: milliseconds of its wall clock and a counter within the
 * millisecond. {@code long} form: {@code physical << 18 | logical}.
 */
public record Timestamp(long physicalMillis, long logical) implements Comparable<Timestamp> {
  /** Bits of the logical part. */
  public static final int LOGICAL_BITS = 18;

  /** Exclusive bound of the logical part. */
  public static final long LOGICAL_MAX = 1L << LOGICAL_BITS;

  /** Refuses parts that do not fit. */
  public Timestamp {
    if (physicalMillis < 0
        || physicalMillis > Long.MAX_VALUE >> LOGICAL_BITS
        || logical < 0
        || logical >= LOGICAL_MAX) {
      throw new IllegalArgumentException(
          "not a timestamp: physical=" + physicalMillis + " logical=" + logical);
    }
  }

  /** From the {@code long} form. */
  public static Timestamp of(long value) {
    return new Timestamp(physicalMillis(value), logical(value));
  }

  /** From the wire. */
  public static Timestamp of(io.holdfast.protocol.wire.pdpb.Timestamp wire) {
    return new Timestamp(wire.getPhysical(), wire.getLogical());
  }

  /** The {@code long} form of two parts. */
  public static long compose(long physicalMillis, long logical) {
    return physicalMillis << LOGICAL_BITS | logical;
  }

  /** The physical part of a {@code long} form. */
  public static long physicalMillis(long value) {
    return value >>> LOGICAL_BITS;
  }

  /** The logical part of a {@code long} form. */
  public static long logical(long value) {
    return value & (LOGICAL_MAX - 1);
  }

  /** The {@code long} form. */
  public long toLong() {
    return compose(physicalMillis, logical);
  }

  /** The form of the wire. */
  public io.holdfast.protocol.wire.pdpb.Timestamp toWire() {
    return io.holdfast.protocol.wire.pdpb.Timestamp.newBuilder()
        .setPhysical(physicalMillis)
        .setLogical(logical)
        .build();
  }

  @Override
  public int compareTo(Timestamp other) {
    return Long.compare(toLong(), other.toLong());
  }

  @Override
  public String toString() {
    return physicalMillis + "." + logical;
  }
}

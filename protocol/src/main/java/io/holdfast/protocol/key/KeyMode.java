package io.holdfast.protocol.key;

import io.holdfast.protocol.wire.internal.ClusterInfoResponse;
import io.holdfast.runtime.base.Bytes;

/**
 * How a cluster spells region boundaries, chosen when it is bootstrapped and never changed. Clients
 * of either kind trust boundaries blindly (one throws on boundaries it cannot decode, the other
 * expects the split keys it asked for), so a cluster serves the kind it was made for.
 */
public enum KeyMode {
  /** Raw key-value commands; boundaries and engine keys are the keys themselves. */
  V1_RAW(io.holdfast.protocol.wire.internal.KeyMode.V1_RAW),
  /** Transactions; boundaries are memcomparable. */
  V1_TXN(io.holdfast.protocol.wire.internal.KeyMode.V1_TXN),
  /** Both, told apart by a prefix that is part of the key; boundaries are memcomparable. */
  V2(io.holdfast.protocol.wire.internal.KeyMode.V2);

  private final io.holdfast.protocol.wire.internal.KeyMode wire;

  KeyMode(io.holdfast.protocol.wire.internal.KeyMode wire) {
    this.wire = wire;
  }

  /** True iff boundaries are memcomparable. */
  public boolean encodesBoundaries() {
    return this != V1_RAW;
  }

  /**
   * Where {@code key} lies among the boundaries. The empty key is a key here, not infinity: it
   * becomes the encoded empty key where boundaries are encoded.
   */
  public Bytes position(Bytes key) {
    return encodesBoundaries() ? MemcomparableCodec.encode(key) : key;
  }

  /** A limit of a range as a boundary: empty stays empty, which is infinity. */
  public Bytes boundary(Bytes limit) {
    return limit.isEmpty() ? limit : position(limit);
  }

  /** A range of keys as a range of boundaries. */
  public KeyRange boundaries(KeyRange keys) {
    return new KeyRange(boundary(keys.start()), boundary(keys.end()));
  }

  /**
   * The key a boundary stands for; empty stays empty.
   *
   * @throws MalformedKeyException when boundaries are encoded and this one is not
   */
  public Bytes key(Bytes boundary) {
    return boundary.isEmpty() || !encodesBoundaries()
        ? boundary
        : MemcomparableCodec.decode(boundary);
  }

  /** A range of boundaries as a range of keys. */
  public KeyRange keys(KeyRange boundaries) {
    return new KeyRange(key(boundaries.start()), key(boundaries.end()));
  }

  /** The form of {@link ClusterInfoResponse}. */
  public io.holdfast.protocol.wire.internal.KeyMode toWire() {
    return wire;
  }

  /** Reads the form of {@link ClusterInfoResponse}; refuses values this version does not know. */
  public static KeyMode fromWire(io.holdfast.protocol.wire.internal.KeyMode wire) {
    return switch (wire) {
      case V1_RAW -> V1_RAW;
      case V1_TXN -> V1_TXN;
      case V2 -> V2;
      case UNRECOGNIZED -> throw new IllegalArgumentException("key mode of a newer version");
    };
  }
}

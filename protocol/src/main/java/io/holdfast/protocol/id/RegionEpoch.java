package io.holdfast.protocol.id;

import io.holdfast.protocol.wire.metapb.Region;

/**
 * Which shape of a region somebody knows.
 *
 * @param confVer grows by one with each membership change
 * @param version grows with each change of the range: by one per new region at a split
 */
public record RegionEpoch(long confVer, long version) {
  /** The epoch of a region. */
  public static RegionEpoch of(Region region) {
    return of(region.getRegionEpoch());
  }

  /** From the wire. */
  public static RegionEpoch of(io.holdfast.protocol.wire.metapb.RegionEpoch wire) {
    return new RegionEpoch(wire.getConfVer(), wire.getVersion());
  }

  /** True iff {@code other} knows something newer in either part. */
  public boolean isOlderThan(RegionEpoch other) {
    return version < other.version || confVer < other.confVer;
  }

  /** The form of the wire. */
  public io.holdfast.protocol.wire.metapb.RegionEpoch toWire() {
    return io.holdfast.protocol.wire.metapb.RegionEpoch.newBuilder()
        .setConfVer(confVer)
        .setVersion(version)
        .build();
  }

  @Override
  public String toString() {
    return "conf " + confVer + " version " + version;
  }
}

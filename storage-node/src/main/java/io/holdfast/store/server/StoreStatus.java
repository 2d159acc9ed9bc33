package io.holdfast.store.server;

import io.holdfast.protocol.wire.metapb.Region;
import java.util.List;

/** What a store says about itself to the process around it. */
public record StoreStatus(
    long clusterId, long storeId, boolean serving, List<RegionStatus> regions) {
  /** Copies. */
  public StoreStatus {
    regions = List.copyOf(regions);
  }

  /** One replica. */
  public record RegionStatus(Region region, boolean leader, long term, long appliedIndex) {}
}

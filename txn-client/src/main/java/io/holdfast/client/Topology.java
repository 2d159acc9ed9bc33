package io.holdfast.client;

import io.holdfast.protocol.key.KeyMode;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.runtime.net.Address;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The cluster as the placement driver describes it.
 *
 * @param keyMode kind of keys; null when the cluster does not say
 */
public record Topology(
    long clusterId,
    @Nullable KeyMode keyMode,
    List<PdInfo> placementDrivers,
    List<StoreInfo> stores,
    List<RegionInfo> regions) {
  /** Copies. */
  public Topology {
    placementDrivers = List.copyOf(placementDrivers);
    stores = List.copyOf(stores);
    regions = List.copyOf(regions);
  }

  /** A member of the placement driver. */
  public record PdInfo(long memberId, String name, List<String> clientUrls) {}

  /**
   * A store; {@code state} is {@code Offline} or {@code Tombstone} for one that leaves or has left,
   * else {@code Up}, {@code Disconnected} or {@code Down}, by the time of its last heart-beat.
   */
  public record StoreInfo(long id, Address address, String state) {}

  /**
   * A region with keys of {@code [start, end)}; an empty end is plus infinity.
   *
   * @param leaderStoreId the store that leads it, 0 when unknown
   * @param peers its replicas
   */
  public record RegionInfo(
      long id,
      Bytes start,
      Bytes end,
      long confVersion,
      long version,
      long leaderStoreId,
      List<PeerInfo> peers) {
    /** Copies. */
    public RegionInfo {
      peers = List.copyOf(peers);
    }
  }

  /** A replica of a region. */
  public record PeerInfo(long id, long storeId, boolean voter) {}
}

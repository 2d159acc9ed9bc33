package io.holdfast.bench.cluster;

import io.holdfast.client.Admin;
import io.holdfast.client.Topology.PeerInfo;
import io.holdfast.client.Topology.RegionInfo;
import io.holdfast.runtime.base.Bytes;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** Brings a new cluster into the shape of a plan: regions cut, every one with its replicas. */
public final class Regions {
  private static final int REPLICAS_MAX = 3;
  private static final long POLL_MILLIS = 100;
  private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(4);

  private Regions() {}

  /** Cuts, then returns when every region has a leader and as many voters as there can be. */
  public static void arrange(Admin admin, List<Bytes> cuts, int stores)
      throws InterruptedException {
    awaitReplicas(admin, Math.min(stores, REPLICAS_MAX), 1);
    if (!cuts.isEmpty()) {
      admin.splitRegion(cuts);
      awaitReplicas(admin, Math.min(stores, REPLICAS_MAX), cuts.size() + 1);
    }
  }

  /**
   * The largest share of regions that one store leads: figures of clusters whose leaders are spread
   * differently must not be compared.
   */
  public static double ledTogether(Admin admin) {
    List<RegionInfo> regions = admin.regions();
    TreeMap<Long, Integer> byStore = new TreeMap<>();
    regions.forEach(region -> byStore.merge(region.leaderStoreId(), 1, Integer::sum));
    return (double) Collections.max(byStore.values()) / regions.size();
  }

  private static void awaitReplicas(Admin admin, int replicas, int regionsMin)
      throws InterruptedException {
    long startNanos = System.nanoTime();
    while (true) {
      List<RegionInfo> regions = admin.regions();
      if (regions.size() >= regionsMin
          && regions.stream().allMatch(region -> whole(region, replicas))) {
        return;
      }
      if (System.nanoTime() - startNanos > PATIENCE_NANOS) {
        throw new IllegalStateException("the cluster did not become whole: " + regions);
      }
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
  }

  private static boolean whole(RegionInfo region, int replicas) {
    long voters = region.peers().stream().filter(PeerInfo::voter).count();
    return region.leaderStoreId() != 0 && voters >= replicas;
  }
}

package io.holdfast.bench.ycsb;

import io.holdfast.client.Admin;
import io.holdfast.client.Topology.PeerInfo;
import io.holdfast.client.Topology.RegionInfo;
import io.holdfast.runtime.base.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Brings a new cluster into the shape of the plan: regions cut, every one with its replicas. */
final class Layout {
  private static final String KEY_PREFIX = "usertable:user";

  /**
   * YCSB's keys end in a hash of up to 19 digits below 2^63, so their first two digits are spread
   * evenly between 10 and 92.
   */
  private static final int DIGITS_MIN = 10;

  private static final int DIGITS_MAX = 92;

  /** More cuts than that would fall together. */
  static final int REGIONS_MAX = DIGITS_MAX - DIGITS_MIN;

  private static final int REPLICAS_MAX = 3;
  private static final long POLL_MILLIS = 100;
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

  private Layout() {}

  /** Cuts, then returns when every region has a leader and as many voters as there can be. */
  static void arrange(Admin admin, int regions, int stores) throws InterruptedException {
    awaitReplicas(admin, Math.min(stores, REPLICAS_MAX), 1);
    List<Bytes> cuts = cuts(regions);
    if (!cuts.isEmpty()) {
      admin.splitRegion(cuts);
      awaitReplicas(admin, Math.min(stores, REPLICAS_MAX), regions);
    }
  }

  /** Keys at which the records fall into so many equal parts. */
  static List<Bytes> cuts(int regions) {
    List<Bytes> cuts = new ArrayList<>();
    for (int i = 1; i < regions; i++) {
      cuts.add(Bytes.utf8(KEY_PREFIX + (DIGITS_MIN + REGIONS_MAX * i / regions)));
    }
    return cuts;
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

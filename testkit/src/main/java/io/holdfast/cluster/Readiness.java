package io.holdfast.cluster;

import io.holdfast.client.Database;
import io.holdfast.client.Topology.PeerInfo;
import io.holdfast.client.Topology.RegionInfo;
import io.holdfast.client.error.TxnException;
import io.holdfast.runtime.node.NodeRuntime;
import java.time.Duration;
import java.util.List;

/** Waiting for a cluster to become whole. Blocks the calling thread. */
public final class Readiness {
  private static final Duration POLL = Duration.ofMillis(50);

  private Readiness() {}

  /** Returns when every region has a leader and {@code replicas} voters. */
  public static void awaitReplicas(
      Database database, NodeRuntime runtime, int replicas, Duration patience)
      throws InterruptedException {
    long deadline = runtime.clock().nanos() + patience.toNanos();
    String seen = "nothing";
    while (runtime.clock().nanos() < deadline) {
      try {
        List<RegionInfo> regions = database.admin().regions();
        seen = regions.toString();
        if (!regions.isEmpty() && regions.stream().allMatch(region -> whole(region, replicas))) {
          return;
        }
      } catch (TxnException e) {
        seen = e.toString();
      }
      runtime.sleep(POLL);
    }
    throw new IllegalStateException(
        "regions did not get "
            + replicas
            + " replicas within "
            + patience
            + "; last seen: "
            + seen);
  }

  private static boolean whole(RegionInfo region, int replicas) {
    return region.leaderStoreId() != 0
        && region.peers().stream().filter(PeerInfo::voter).count() >= replicas;
  }
}

package io.holdfast.cluster.replica;

import io.holdfast.protocol.wire.internal.PeerStatus;
import io.holdfast.protocol.wire.internal.RegionDigestResponse;
import io.holdfast.runtime.net.Address;
import io.holdfast.runtime.node.NodeRuntime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/**
 * Compares all replicas of all regions, once the cluster is at rest. Blocks the calling thread.
 *
 * <p>Two digests are compared only when they stand at one applied index; replicas that lag are
 * asked again until they have caught up or the time is over. A region that could not be compared
 * counts as failed, never as equal.
 */
public final class ReplicaComparison {
  private static final Comparator<Address> ADDRESS_ORDER = Comparator.comparing(Address::toString);
  private static final Duration RETRY_PAUSE = Duration.ofMillis(200);

  private final NodeRuntime runtime;
  private final List<Address> stores;
  private final int replicas;

  /** {@code replicas} is how many every region must have. */
  public ReplicaComparison(NodeRuntime runtime, List<Address> stores, int replicas) {
    this.runtime = runtime;
    this.stores = List.copyOf(stores);
    this.replicas = replicas;
  }

  /**
   * What was compared.
   *
   * @param regions regions whose replicas were compared
   * @param comparisons digests of families that were compared with another replica's
   * @param entries records in the replicas of all regions together
   * @param problems differences, and regions that could not be compared
   */
  public record Result(int regions, long comparisons, long entries, List<String> problems) {
    /** True iff something was compared and nothing differed. */
    public boolean equal() {
      return regions > 0 && comparisons > 0 && problems.isEmpty();
    }
  }

  /** Runs until every region is compared or {@code patience} is over. */
  public Result run(Duration patience) throws InterruptedException {
    long deadline = runtime.clock().nanos() + patience.toNanos();
    Result result;
    do {
      result = attempt();
      if (result.equal()) {
        return result;
      }
      runtime.sleep(RETRY_PAUSE);
    } while (runtime.clock().nanos() < deadline);
    return result;
  }

  private Result attempt() throws InterruptedException {
    List<String> problems = new ArrayList<>();
    Map<Long, Map<Address, RegionDigestResponse>> regions = new TreeMap<>();
    for (Address store : stores) {
      try (StoreInspector inspector = new StoreInspector(runtime, store)) {
        for (PeerStatus peer : inspector.peers()) {
          long id = peer.getRegion().getId();
          regions
              .computeIfAbsent(id, key -> new TreeMap<>(ADDRESS_ORDER))
              .put(store, inspector.digest(id));
        }
      } catch (ExecutionException | TimeoutException e) {
        problems.add("store " + store + " does not answer: " + e);
      }
    }
    long comparisons = 0;
    long entries = 0;
    for (Map.Entry<Long, Map<Address, RegionDigestResponse>> region : regions.entrySet()) {
      List<RegionDigestResponse> digests = List.copyOf(region.getValue().values());
      comparisons += DigestPairs.compare(region.getKey(), digests, replicas, problems);
      entries += digests.get(0).getFamiliesList().stream().mapToLong(f -> f.getEntries()).sum();
    }
    return new Result(regions.size(), comparisons, entries, List.copyOf(problems));
  }
}

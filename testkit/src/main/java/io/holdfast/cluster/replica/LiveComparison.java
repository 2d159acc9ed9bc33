package io.holdfast.cluster.replica;

import io.holdfast.protocol.wire.internal.ListRegionsResponse;
import io.holdfast.protocol.wire.internal.PeerStatus;
import io.holdfast.protocol.wire.internal.RegionDigestResponse;
import io.holdfast.runtime.net.Address;
import io.holdfast.runtime.node.NodeRuntime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Compares all replicas of all regions while writes go on. For each region it names an index that
 * no replica has reached, a little ahead of the first of them, and every store digests what it
 * holds when it stands exactly there. So a replica that is equal is also not far behind: it has
 * come to an index that did not exist when it was asked. Blocks the calling thread.
 */
public final class LiveComparison implements AutoCloseable {
  /** Over which the growth of a log is measured. */
  private static final Duration PACE = Duration.ofMillis(300);

  private static final int TRIES = 5;

  private final NodeRuntime runtime;
  private final int replicas;
  private final List<StoreInspector> stores = new ArrayList<>();

  /** {@code replicas} is how many every region must have. */
  public LiveComparison(NodeRuntime runtime, List<Address> addresses, int replicas) {
    this.runtime = runtime;
    this.replicas = replicas;
    addresses.forEach(address -> stores.add(new StoreInspector(runtime, address)));
  }

  /** Every region once, with several tries each. */
  public ReplicaComparison.Result run() throws InterruptedException {
    List<String> problems = new ArrayList<>();
    long comparisons = 0;
    long entries = 0;
    TreeSet<Long> regions = new TreeSet<>();
    try {
      for (Map<Long, Long> applied : positions()) {
        regions.addAll(applied.keySet());
      }
      for (long region : regions) {
        List<String> wrong = List.of("region " + region + " was not asked");
        for (int attempt = 0; attempt < TRIES && !wrong.isEmpty(); attempt++) {
          wrong = new ArrayList<>();
          List<RegionDigestResponse> digests = digests(region);
          long compared = DigestPairs.compare(region, digests, replicas, wrong);
          if (wrong.isEmpty()) {
            comparisons += compared;
            entries +=
                digests.get(0).getFamiliesList().stream().mapToLong(f -> f.getEntries()).sum();
          }
        }
        problems.addAll(wrong);
      }
    } catch (ExecutionException | TimeoutException e) {
      problems.add("a store does not answer: " + e);
    }
    return new ReplicaComparison.Result(
        regions.size(), comparisons, entries, List.copyOf(problems));
  }

  private List<RegionDigestResponse> digests(long region)
      throws InterruptedException, ExecutionException, TimeoutException {
    List<Map<Long, Long>> before = positions();
    runtime.sleep(PACE);
    List<Map<Long, Long>> now = positions();
    long front = front(now, region);
    long growth = front - front(before, region);
    long ahead = growth == 0 ? 0 : front + 2 * growth; // A region at rest is compared where it is.
    List<CompletableFuture<RegionDigestResponse>> asked = new ArrayList<>();
    for (int store = 0; store < stores.size(); store++) {
      if (now.get(store).containsKey(region)) {
        asked.add(stores.get(store).digestAt(region, ahead));
      }
    }
    List<RegionDigestResponse> digests = new ArrayList<>();
    for (CompletableFuture<RegionDigestResponse> answer : asked) {
      digests.add(stores.get(0).await(answer));
    }
    return digests;
  }

  private static long front(List<Map<Long, Long>> positions, long region) {
    return positions.stream()
        .mapToLong(applied -> applied.getOrDefault(region, 0L))
        .max()
        .orElse(0);
  }

  /**
   * Entries that the store of that place lacks of all its regions together, 0 for none;
   * Long.MAX_VALUE while a store does not answer.
   */
  public long behind(int store) throws InterruptedException {
    try {
      List<Map<Long, Long>> positions = positions();
      TreeSet<Long> regions = new TreeSet<>();
      positions.forEach(applied -> regions.addAll(applied.keySet()));
      long behind = 0;
      for (long region : regions) {
        behind += front(positions, region) - positions.get(store).getOrDefault(region, 0L);
      }
      return behind;
    } catch (ExecutionException | TimeoutException e) {
      return Long.MAX_VALUE;
    }
  }

  private List<Map<Long, Long>> positions()
      throws InterruptedException, ExecutionException, TimeoutException {
    List<Map<Long, Long>> positions = new ArrayList<>();
    for (StoreInspector store : stores) {
      Map<Long, Long> applied = new TreeMap<>();
      for (PeerStatus peer : store.peers()) {
        applied.put(peer.getRegion().getId(), peer.getAppliedIndex());
      }
      positions.add(applied);
    }
    return positions;
  }

  /**
   * What the stores have sent to each other as whole regions.
   *
   * @param count snapshots delivered
   * @param bytes of all transfers
   */
  public record Snapshots(long count, long bytes) {}

  /** Of the stores that answer. */
  public Snapshots snapshots() throws InterruptedException {
    long count = 0;
    long bytes = 0;
    for (StoreInspector store : stores) {
      ListRegionsResponse said = list(store);
      if (said != null) {
        count += said.getSnapshotsSent();
        bytes += said.getSnapshotBytesSent();
      }
    }
    return new Snapshots(count, bytes);
  }

  /** Null of a store that is away. */
  private static @Nullable ListRegionsResponse list(StoreInspector store)
      throws InterruptedException {
    try {
      return store.list();
    } catch (ExecutionException | TimeoutException e) {
      return null;
    }
  }

  @Override
  public void close() {
    stores.forEach(StoreInspector::close);
  }
}

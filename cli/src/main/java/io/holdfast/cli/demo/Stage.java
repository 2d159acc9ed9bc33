package io.holdfast.cli.demo;

import io.holdfast.client.Database;
import io.holdfast.client.Topology.RegionInfo;
import io.holdfast.client.Topology.StoreInfo;
import io.holdfast.cluster.Cluster;
import io.holdfast.cluster.Readiness;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.runtime.net.Address;
import io.holdfast.runtime.node.NodeRuntime;
import io.holdfast.workload.bank.BankFigures;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the conductor sees and does: the cluster, its regions, the clock, the log of events. */
final class Stage {
  private static final Duration REPORT_EVERY = Duration.ofSeconds(5);
  private static final Duration LOOK_EVERY = Duration.ofMillis(100);
  private static final int REPLICAS_WANTED = 3;

  private final Cluster cluster;
  private final Database database;
  private final NodeRuntime runtime;
  private final PrintStream out;
  private final long startNanos;
  private int splits;

  Stage(Cluster cluster, Database database, NodeRuntime runtime, PrintStream out) {
    this.cluster = cluster;
    this.database = database;
    this.runtime = runtime;
    this.out = out;
    this.startNanos = runtime.clock().nanos();
  }

  int replicas() {
    return Math.min(REPLICAS_WANTED, cluster.storeCount());
  }

  int regionCount() {
    return regions().size();
  }

  int splits() {
    return splits;
  }

  void say(String line) {
    double seconds = (runtime.clock().nanos() - startNanos) / 1e9;
    out.printf("[%6.1f s] %s%n", seconds, line);
  }

  void awaitReplicas(Duration patience) throws InterruptedException {
    Readiness.awaitReplicas(database, runtime, replicas(), patience);
  }

  /** Waits until leaders are spread over the stores, so that none moves by itself afterwards. */
  void awaitSpread(Duration patience) throws InterruptedException {
    long end = runtime.clock().nanos() + patience.toNanos();
    while (!spread()) {
      if (runtime.clock().nanos() - end > 0) {
        say("leaders are not spread over the stores; going on");
        return;
      }
      runtime.sleep(LOOK_EVERY);
    }
  }

  private boolean spread() {
    Map<Long, Integer> led = new TreeMap<>();
    database.admin().stores().forEach(store -> led.put(store.id(), 0));
    regions().forEach(region -> led.merge(region.leaderStoreId(), 1, Integer::sum));
    return Collections.max(led.values()) - Collections.min(led.values()) <= 1;
  }

  /** Lets time pass and prints how the load goes. */
  void watch(Duration time, BankFigures figures) throws InterruptedException {
    long end = runtime.clock().nanos() + time.toNanos();
    long left = time.toNanos();
    while (left > 0) {
      runtime.sleep(Duration.ofNanos(Math.min(left, REPORT_EVERY.toNanos())));
      left = end - runtime.clock().nanos();
      say(
          figures.committed()
              + " transfers ("
              + figures.committedAcrossRegions()
              + " across regions), "
              + figures.audits()
              + " sums checked, longest wait "
              + figures.longestGapNanos() / 1_000_000
              + " ms");
    }
  }

  int storeLeadingMost() {
    Map<Long, Address> addresses = new TreeMap<>();
    for (StoreInfo store : database.admin().stores()) {
      addresses.put(store.id(), store.address());
    }
    int[] led = new int[cluster.storeCount()];
    for (RegionInfo region : regions()) {
      Address leader = addresses.get(region.leaderStoreId());
      for (int store = 0; store < led.length; store++) {
        if (cluster.storeRunning(store) && cluster.storeAddress(store).equals(leader)) {
          led[store]++;
        }
      }
    }
    int most = 0;
    for (int store = 1; store < led.length; store++) {
      if (led[store] > led[most]) {
        most = store;
      }
    }
    return most;
  }

  void splitAt(Bytes key) {
    int before = regionCount();
    database.admin().splitRegion(List.of(key));
    int after = regionCount();
    splits += Math.max(0, after - before);
    say("a region split under load: " + after + " regions");
  }

  private List<RegionInfo> regions() {
    return database.admin().regions();
  }
}

package io.holdfast.bench.life;

import io.holdfast.bench.cluster.ColdProcesses;
import io.holdfast.bench.cpu.CpuMeter;
import io.holdfast.bench.cpu.CpuMeters;
import io.holdfast.bench.process.ProcessGroup;
import io.holdfast.client.ClientConfig;
import io.holdfast.client.Database;
import io.holdfast.client.Topology.PeerInfo;
import io.holdfast.client.Topology.RegionInfo;
import io.holdfast.protocol.key.KeyMode;
import io.holdfast.runtime.base.Bytes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Placement driver and three stores started at the same moment with empty directories: how long
 * until a write is acknowledged, and until one is that three replicas vote on. The client waits in
 * a JVM that has done all this before. One thread.
 */
public final class ColdDriver {
  private static final int STORES = 3;
  private static final long POLL_MILLIS = 10;
  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final Bytes KEY = Bytes.utf8("cold");
  private static final double NANOS_PER_MILLI = 1e6;

  private final int tries;
  private final Path dataParent;
  private final Consumer<String> progress;

  /** A driver that tells its progress line by line. */
  public ColdDriver(int tries, Path dataParent, Consumer<String> progress) {
    if (tries < 1) {
      throw new IllegalArgumentException("tries " + tries);
    }
    this.tries = tries;
    this.dataParent = dataParent;
    this.progress = progress;
  }

  /** With the archive of classes where this JVM has one, and without, in turn. */
  public List<ColdResult> run() throws Exception {
    List<String> archive = ColdProcesses.archiveOfThisJvm();
    progress.accept("a rehearsal, for the client's sake");
    ColdResult.Try unused = once(archive);
    List<ColdResult.Try> with = new ArrayList<>();
    List<ColdResult.Try> without = new ArrayList<>();
    for (int i = 1; i <= tries; i++) {
      if (!archive.isEmpty()) {
        with.add(told(i, "with archive", once(archive)));
      }
      without.add(told(i, "without archive", once(List.of())));
    }
    List<ColdResult> results = new ArrayList<>();
    if (!with.isEmpty()) {
      results.add(new ColdResult(true, with));
    }
    results.add(new ColdResult(false, without));
    return results;
  }

  private ColdResult.Try told(int number, String how, ColdResult.Try result) {
    progress.accept(
        String.format(
            Locale.ROOT,
            "try %d of %d %s: first write %.0f ms, with three replicas %.0f ms, %.1f s of CPU",
            number,
            tries,
            how,
            result.firstMillis(),
            result.threeMillis(),
            result.cpuSeconds()));
    return result;
  }

  private ColdResult.Try once(List<String> jvmOptions) throws Exception {
    try (ProcessGroup group = ProcessGroup.create(dataParent, "cold")) {
      long beganNanos = System.nanoTime();
      ColdProcesses processes = ColdProcesses.start(group, STORES, jvmOptions);
      CpuMeters meters =
          new CpuMeters(
              processes.children().stream()
                  .map(child -> new CpuMeter(child.label(), child.pid()))
                  .toList());
      try (Database database =
          Database.connect(
              ClientConfig.of(List.of(processes.pd()))
                  .withKeyMode(KeyMode.V1_RAW)
                  .withConnectTimeout(PATIENCE))) {
        database.raw().put(KEY, KEY);
        double first = (System.nanoTime() - beganNanos) / NANOS_PER_MILLI;
        while (!threeVote(database)) {
          group.checkAlive();
          if (System.nanoTime() - beganNanos > PATIENCE.toNanos()) {
            throw new IllegalStateException("three replicas did not come in " + PATIENCE);
          }
          TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
        database.raw().put(KEY, KEY);
        double three = (System.nanoTime() - beganNanos) / NANOS_PER_MILLI;
        double cpu = CpuMeters.together(meters.sample()).cpuNanos() / 1e9;
        return new ColdResult.Try(first, three, cpu);
      }
    }
  }

  private static boolean threeVote(Database database) {
    for (RegionInfo region : database.admin().regions()) {
      long voters = region.peers().stream().filter(PeerInfo::voter).count();
      if (region.leaderStoreId() == 0 || voters < STORES) {
        return false;
      }
    }
    return true;
  }
}

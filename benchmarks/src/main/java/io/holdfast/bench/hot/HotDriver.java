package io.holdfast.bench.hot;

import io.holdfast.bench.cluster.ClusterUnderTest;
import io.holdfast.bench.cluster.Regions;
import io.holdfast.bench.cpu.CpuMeters;
import io.holdfast.bench.load.ClientLoad;
import io.holdfast.bench.load.Measurement;
import io.holdfast.bench.load.Window;
import io.holdfast.bench.micro.BenchKeys;
import io.holdfast.bench.process.ProcessGroup;
import io.holdfast.client.ClientConfig;
import io.holdfast.client.Database;
import io.holdfast.client.Traffic;
import io.holdfast.protocol.key.KeyMode;
import io.holdfast.runtime.base.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;

/**
 * Carries a plan out: each cell with keys chosen evenly, and right after it unevenly. One thread.
 */
public final class HotDriver {
  private final HotPlan plan;
  private final Consumer<String> progress;

  /** A driver that tells its progress line by line. */
  public HotDriver(HotPlan plan, Consumer<String> progress) {
    this.plan = plan;
    this.progress = progress;
  }

  /** Starts a cluster, loads it, measures all cells, and throws it away. */
  public HotReport run() throws Exception {
    BenchKeys keys = new BenchKeys(plan.keys());
    List<HotCell> cells = new ArrayList<>();
    try (ProcessGroup group = ProcessGroup.create(plan.dataParent(), "bench-hot")) {
      ClusterUnderTest cluster = ClusterUnderTest.start(group, plan.stores(), true, progress);
      try (Database database =
          Database.connect(
              ClientConfig.of(List.of(cluster.pd()))
                  .withKeyMode(KeyMode.V1_TXN)
                  .withStreaming(true))) {
        Regions.arrange(database.admin(), keys.cuts(plan.regions()), plan.stores());
        keys.load(database, true, plan.valueBytes(), progress);
        for (HotOperation operation : plan.operations()) {
          for (int clients : plan.clients()) {
            for (KeyChoice choice : KeyChoice.values()) {
              cells.add(measure(cluster, database, keys, operation, clients, choice));
            }
          }
        }
      }
      return new HotReport(plan, cluster.description(), cells);
    }
  }

  private HotCell measure(
      ClusterUnderTest cluster,
      Database database,
      BenchKeys keys,
      HotOperation operation,
      int clients,
      KeyChoice choice)
      throws Exception {
    String title = operation.title() + ", " + clients + " clients, " + choice.title();
    progress.accept(title + ": warming up");
    ToIntFunction<SplittableRandom> chosen = choice.among(keys.count());
    Bytes value = Bytes.wrap(new byte[plan.valueBytes()]);
    ClientLoad load =
        ClientLoad.start(
            clients, number -> new HotClient(operation, database, keys, chosen, value));
    try {
      Traffic[] before = {database.traffic()};
      Window window =
          new Measurement(plan.measured(), plan.warmUpOperations())
              .run(
                  load,
                  new CpuMeters(cluster.meters()),
                  cluster::checkAlive,
                  () -> before[0] = database.traffic());
      HotCell cell =
          new HotCell(operation, clients, choice, window, database.traffic().since(before[0]));
      tell(title, cell, load);
      return cell;
    } finally {
      load.stop();
    }
  }

  private void tell(String title, HotCell cell, ClientLoad load) {
    Window window = cell.window();
    if (load.firstFailure() != null) {
      progress.accept(
          title + ": " + window.count().failed() + " failed, the first: " + load.firstFailure());
    }
    progress.accept(
        String.format(
            Locale.ROOT,
            "%s: %,.0f per second, p99 %.0f us, %.3f retries each%s",
            title,
            window.perSecond(),
            window.percentileMicros(99),
            cell.retries(),
            window.warm() ? "" : ", not warm"));
  }
}

package io.holdfast.cli.demo;

import io.holdfast.client.ClientConfig;
import io.holdfast.client.Database;
import io.holdfast.cluster.Cluster;
import io.holdfast.cluster.replica.ReplicaComparison;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.runtime.node.ThreadedRuntime;
import io.holdfast.workload.bank.AuditLoop;
import io.holdfast.workload.bank.Bank;
import io.holdfast.workload.bank.BankFigures;
import io.holdfast.workload.bank.RegionBorders;
import io.holdfast.workload.bank.TransferLoop;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

/** Conducts the demonstration on a running cluster and reports each check. */
public final class Demo {
  private static final long INITIAL_BALANCE = 1_000;
  private static final double ACROSS_REGIONS_MIN = 0.30;
  private static final Duration AUDIT_PAUSE = Duration.ofMillis(100);
  private static final Duration REPLICAS_WAIT = Duration.ofMinutes(1);

  private final Cluster cluster;
  private final DemoPlan plan;
  private final PrintStream out;
  private final Bank bank;
  private final BankFigures figures = new BankFigures();
  private final RegionBorders borders = new RegionBorders();
  private final AtomicBoolean stop = new AtomicBoolean();
  private final List<String> threadFailures = new CopyOnWriteArrayList<>();

  /** Does nothing before {@link #run()}. */
  public Demo(Cluster cluster, DemoPlan plan, PrintStream out) {
    this.cluster = cluster;
    this.plan = plan;
    this.out = out;
    this.bank = new Bank(plan.accounts(), INITIAL_BALANCE);
  }

  /** Runs it all; the checks, in the order of the report. Blocks the calling thread. */
  public List<DemoCheck> run() throws InterruptedException {
    try (ThreadedRuntime runtime = new ThreadedRuntime("demo");
        Database database = Database.connect(runtime, ClientConfig.of(cluster.pd().toString()))) {
      Stage stage = new Stage(cluster, database, runtime, out);
      prepare(stage, database);
      List<Thread> threads = startLoad(runtime, database);
      int kills = conduct(stage);
      stop.set(true);
      for (Thread thread : threads) {
        thread.join();
      }
      return report(stage, database, runtime, kills);
    }
  }

  private void prepare(Stage stage, Database database) throws InterruptedException {
    List<Bytes> splits = bank.splitKeys(plan.regions());
    database.admin().splitRegion(splits);
    borders.set(splits);
    bank.open(database);
    stage.awaitReplicas(REPLICAS_WAIT);
    stage.say(
        bank.accounts()
            + " accounts in "
            + stage.regionCount()
            + " regions on "
            + cluster.storeCount()
            + " stores, every region has its replicas");
  }

  private List<Thread> startLoad(ThreadedRuntime runtime, Database database) {
    List<Thread> threads = new ArrayList<>();
    for (int client = 0; client < plan.clients(); client++) {
      TransferLoop loop =
          new TransferLoop(
              "client-" + client,
              bank,
              database,
              runtime,
              Duration.ZERO,
              runtime.newRandom("client-" + client),
              borders,
              figures,
              stop::get);
      threads.add(start("client-" + client, loop));
    }
    threads.add(
        start("auditor", new AuditLoop(bank, database, runtime, AUDIT_PAUSE, figures, stop::get)));
    return threads;
  }

  private Thread start(String name, Runnable body) {
    Thread thread =
        new Thread(
            () -> {
              try {
                body.run();
              } catch (RuntimeException e) {
                threadFailures.add(name + ": " + e);
              }
            },
            name);
    thread.start();
    return thread;
  }

  /** The load's time, cut into equal acts: kill and return, split, kill and return, ... */
  private int conduct(Stage stage) throws InterruptedException {
    int acts = 2 * plan.kills() + 2;
    Duration act = plan.duration().dividedBy(acts);
    int kills = 0;
    boolean split = false;
    stage.watch(act, figures);
    for (int kill = 0; kill < plan.kills(); kill++) {
      int victim = stage.storeLeadingMost();
      stage.say("killing store " + (victim + 1) + ", which leads most regions");
      cluster.killStore(victim);
      kills++;
      stage.watch(act, figures);
      cluster.startStore(victim);
      stage.say("store " + (victim + 1) + " is back");
      if (!split) {
        Bytes at = bank.key(bank.accounts() / (2 * plan.regions()));
        stage.splitAt(at);
        List<Bytes> grown = new ArrayList<>(bank.splitKeys(plan.regions()));
        grown.add(0, at);
        borders.set(grown);
        split = true;
      }
      stage.watch(act, figures);
    }
    stage.watch(act, figures);
    return kills;
  }

  private List<DemoCheck> report(Stage stage, Database database, ThreadedRuntime runtime, int kills)
      throws InterruptedException {
    Bank.Audit last = bank.audit(database);
    ReplicaComparison.Result replicas =
        new ReplicaComparison(runtime, cluster.storeAddresses(), stage.replicas())
            .run(REPLICAS_WAIT);
    for (String problem : replicas.problems()) {
      stage.say("replicas: " + problem);
    }
    threadFailures.forEach(failure -> stage.say("a client ended: " + failure));
    String violation = figures.violation();
    long committed = figures.committed();
    double across = committed == 0 ? 0 : (double) figures.committedAcrossRegions() / committed;
    long gapMillis = figures.longestGapNanos() / 1_000_000;
    return List.of(
        new DemoCheck(
            "transfers commit",
            committed,
            threadFailures.isEmpty(),
            figures.declined()
                + " declined, "
                + figures.undetermined()
                + " undetermined, "
                + figures.failed()
                + " gave up"),
        new DemoCheck(
            "transfers span two regions",
            figures.committedAcrossRegions(),
            across >= ACROSS_REGIONS_MIN,
            String.format("%.0f %% of the committed", 100 * across)),
        new DemoCheck(
            "every snapshot shows the exact sum",
            figures.audits(),
            violation == null,
            violation == null ? "sum " + bank.total() : violation),
        new DemoCheck(
            "no acknowledged transfer is lost",
            figures.ledgerChecks(),
            violation == null,
            "every client found its own ledger as it left it"),
        new DemoCheck("the final sum is exact", 1, bank.holds(last), last.toString()),
        new DemoCheck(
            "the busiest store was killed and returned",
            kills,
            kills == plan.kills(),
            plan.kills() + " times planned"),
        new DemoCheck(
            "a region split under load", stage.splits(), true, stage.regionCount() + " regions"),
        new DemoCheck(
            "replicas hold the same bytes",
            replicas.comparisons(),
            replicas.equal(),
            replicas.regions() + " regions, " + replicas.entries() + " records a replica"),
        new DemoCheck(
            "no client waited longer than " + plan.gapMax().toMillis() + " ms",
            committed,
            gapMillis <= plan.gapMax().toMillis(),
            "longest " + gapMillis + " ms"));
  }
}

package io.holdfast.cli.demo;

import io.holdfast.client.ClientConfig;
import io.holdfast.client.Database;
import io.holdfast.cluster.Cluster;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.runtime.node.ThreadedRuntime;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Each store in turn is stopped as an operator stops it, and comes back, while clients read and
 * write in all regions: leaderships are handed over first, so nobody waits for an election and
 * nothing fails.
 */
public final class PlannedStop {
  private static final int REGIONS = 6;
  private static final int CLIENTS = 4;
  private static final int KEYS = 600;
  private static final int KEY_DIGITS = 4;
  private static final long STALL_MILLIS_MAX = 100;
  private static final Duration WARM_UP = Duration.ofSeconds(8);
  private static final Duration BETWEEN = Duration.ofSeconds(5);
  private static final Duration THINK = Duration.ofMillis(2);
  private static final Duration READY_WAIT = Duration.ofMinutes(1);

  private final Cluster cluster;
  private final PrintStream out;
  private final Waits waits = new Waits();
  private final AtomicBoolean stop = new AtomicBoolean();

  /** Does nothing before {@link #run()}. */
  public PlannedStop(Cluster cluster, PrintStream out) {
    this.cluster = cluster;
    this.out = out;
  }

  /** The checks, in the order of the report. Blocks the calling thread. */
  public List<DemoCheck> run() throws InterruptedException {
    try (ThreadedRuntime runtime = new ThreadedRuntime("demo");
        Database database = Database.connect(runtime, ClientConfig.of(cluster.pd().toString()))) {
      Stage stage = new Stage(cluster, database, runtime, out);
      List<Bytes> splits = new ArrayList<>();
      for (int i = 1; i < REGIONS; i++) {
        splits.add(key(i * KEYS / REGIONS));
      }
      database.admin().splitRegion(splits);
      stage.awaitReplicas(READY_WAIT);
      stage.awaitSpread(READY_WAIT);
      List<Thread> clients = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        int first = i;
        Thread client = new Thread(() -> work(database, runtime, first), "client-" + i);
        client.start();
        clients.add(client);
      }
      try {
        return conduct(stage, runtime);
      } finally {
        stop.set(true);
        for (Thread client : clients) {
          client.join();
        }
      }
    }
  }

  private List<DemoCheck> conduct(Stage stage, ThreadedRuntime runtime)
      throws InterruptedException {
    runtime.sleep(WARM_UP);
    waits.restart();
    runtime.sleep(BETWEEN);
    final long quiet = waits.longestMillis(runtime.clock().nanos());
    long worst = 0;
    for (int i = 0; i < cluster.storeCount(); i++) {
      int leading = stage.storeLeadingMost();
      waits.restart();
      cluster.stopStore(leading);
      runtime.sleep(Duration.ofSeconds(1)); // Who was not told has found it out by now.
      long longest = waits.longestMillis(runtime.clock().nanos());
      worst = Math.max(worst, longest);
      stage.say("store " + (leading + 1) + " stopped; longest wait " + longest + " ms");
      cluster.startStore(leading);
      runtime.sleep(BETWEEN);
    }
    return List.of(
        new DemoCheck("no operation fails", waits.done(), waits.failed() == 0, waits.failure()),
        new DemoCheck(
            "no client waits longer than " + STALL_MILLIS_MAX + " ms",
            cluster.storeCount(),
            worst <= STALL_MILLIS_MAX,
            "longest " + worst + " ms, " + quiet + " ms without a stop"));
  }

  private static Bytes key(int i) {
    String digits = Integer.toString(i);
    return Bytes.utf8("stop/" + "0".repeat(KEY_DIGITS - digits.length()) + digits);
  }

  private void work(Database database, ThreadedRuntime runtime, int first) {
    int at = first;
    while (!stop.get()) {
      at = (at + CLIENTS * 7) % KEYS;
      Bytes key = key(at);
      long begin = runtime.clock().nanos();
      Waits.Wait wait = waits.begin(begin);
      try {
        if (at % 2 == 0) {
          database.run(tx -> tx.put(key, key));
        } else {
          database.<Bytes>read(snapshot -> snapshot.get(key));
        }
        waits.end(wait, runtime.clock().nanos(), null);
      } catch (RuntimeException e) {
        waits.end(wait, runtime.clock().nanos(), e);
      }
      try {
        runtime.sleep(THINK);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  /** How long operations take; those under way count with what they have waited so far. */
  private static final class Waits {
    /** One operation. */
    private static final class Wait {
      final long sinceNanos;

      Wait(long sinceNanos) {
        this.sinceNanos = sinceNanos;
      }
    }

    private final List<Wait> open = new ArrayList<>();
    private long longestNanos;
    private long done;
    private long failed;
    private String failure = "none failed";

    synchronized Wait begin(long nowNanos) {
      Wait wait = new Wait(nowNanos);
      open.add(wait);
      return wait;
    }

    synchronized void end(Wait wait, long nowNanos, @Nullable Throwable e) {
      open.remove(wait); // By identity: it has no other.
      longestNanos = Math.max(longestNanos, nowNanos - wait.sinceNanos);
      done++;
      if (e != null) {
        failed++;
        failure = String.format(Locale.ROOT, "%d failed, last: %s", failed, e);
      }
    }

    synchronized void restart() {
      longestNanos = 0;
    }

    synchronized long longestMillis(long nowNanos) {
      long longest = longestNanos;
      for (Wait wait : open) {
        longest = Math.max(longest, nowNanos - wait.sinceNanos);
      }
      return longest / 1_000_000;
    }

    synchronized long done() {
      return done;
    }

    synchronized long failed() {
      return failed;
    }

    synchronized String failure() {
      return failure;
    }
  }
}

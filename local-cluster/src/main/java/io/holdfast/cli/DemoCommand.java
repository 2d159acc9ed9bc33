package io.holdfast.cli;

import io.holdfast.cluster.Cluster;
import io.holdfast.cluster.LocalCluster;
import io.holdfast.cluster.LocalClusterOptions;
import io.holdfast.cluster.ProcessCluster;
import io.holdfast.cluster.demo.Demo;
import io.holdfast.cluster.demo.DemoCheck;
import io.holdfast.cluster.demo.DemoPlan;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code holdfast demo}: the main job, with every check printed. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = {
      "Starts a placement driver and three stores, and moves money between accounts in several",
      "regions while the store that leads most of them is killed and comes back, twice, and a",
      "region splits. Every snapshot must show the exact sum; at the end the replicas must hold",
      "the same bytes. Exit code 0 when every check ran and held."
    })
final class DemoCommand implements Callable<Integer> {
  private static final int SECONDS_MIN = 10;

  @Option(
      names = "--processes",
      description = "Run every node as a process of its own, and kill with SIGKILL.")
  private boolean processes;

  @Option(
      names = "--seconds",
      defaultValue = "60",
      description = "Length of the load, at least 10. Default: ${DEFAULT-VALUE}.")
  private int seconds;

  @Override
  public Integer call() throws InterruptedException {
    if (seconds < SECONDS_MIN) {
      throw new UsageException("--seconds must be at least " + SECONDS_MIN + ", not " + seconds);
    }
    PrintStream out = System.out;
    DemoPlan plan = DemoPlan.standard().lasting(Duration.ofSeconds(seconds));
    out.println(
        "Starting a placement driver and three stores "
            + (processes ? "as processes ..." : "in this JVM ..."));
    List<DemoCheck> checks;
    try (Cluster cluster = processes ? ProcessCluster.start(3) : startLocal()) {
      checks = new Demo(cluster, plan, out).run();
    }
    out.println();
    checks.forEach(out::println);
    boolean passed = checks.stream().allMatch(DemoCheck::passed);
    out.println();
    out.println(passed ? "DEMO PASSED" : "DEMO FAILED");
    return passed ? 0 : HoldfastMain.EXIT_FAILED;
  }

  private static Cluster startLocal() {
    return LocalCluster.start(LocalClusterOptions.defaults());
  }
}

package io.holdfast.bench.cli;

import io.holdfast.bench.report.ResultFile;
import io.holdfast.bench.ycsb.YcsbDriver;
import io.holdfast.bench.ycsb.YcsbPlan;
import io.holdfast.bench.ycsb.YcsbPlan.Phase;
import io.holdfast.cli.UsageException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code holdfast ycsb}: the standard benchmark, with the CPU of every process beside it. */
@Command(
    name = "ycsb",
    mixinStandardHelpOptions = true,
    description = {
      "The YCSB core workloads, through the Java client.",
      "Without --pd a placement driver and three stores are started as processes of their own and"
          + " thrown away at the end; 'run' then loads first."
    },
    footer = {
      "",
      "Examples:",
      "  holdfast ycsb run --workload a --records 100000 --operations 200000 --threads 32",
      "  holdfast ycsb run --workload c --raw --out benchmarks/results",
      "  holdfast ycsb load --workload a --pd 127.0.0.1:2379"
    })
final class YcsbCommand implements Runnable {
  @Spec private @Nullable CommandSpec spec;

  @Override
  public void run() {
    throw new UsageException("ycsb: say 'load' or 'run' (see 'holdfast ycsb --help')");
  }

  @Command(
      name = "load",
      mixinStandardHelpOptions = true,
      description = "Inserts the records and reports how that went.")
  int load(@Mixin YcsbOptions options) throws Exception {
    return carryOut(options.plan(Phase.LOAD), options);
  }

  @Command(
      name = "run",
      mixinStandardHelpOptions = true,
      description = "Does the operations of the workload and reports how that went.")
  int run(@Mixin YcsbOptions options) throws Exception {
    return carryOut(options.plan(Phase.RUN), options);
  }

  private int carryOut(YcsbPlan plan, YcsbOptions options) throws Exception {
    if (spec == null) {
      throw new IllegalStateException("not started by picocli");
    }
    ZonedDateTime now = ZonedDateTime.now(ZoneId.systemDefault());
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    YcsbDriver driver =
        new YcsbDriver(
            plan,
            line -> {
              err.println("ycsb: " + line);
              err.flush();
            });
    YcsbDriver.Report report = driver.run(Homes.sources(), now);
    report.lines().forEach(out::println);
    Path target = options.out();
    if (target != null) {
      Path file = ResultFile.write(target, name(plan), now, report.lines());
      out.println();
      out.println("written to " + file);
    }
    out.flush();
    return report.errors() == 0 ? 0 : 1;
  }

  private static String name(YcsbPlan plan) {
    String phase = plan.phase() == Phase.LOAD ? "load" : plan.workload().name();
    String mode = plan.transactional() ? "txn" : "raw";
    return ("ycsb-" + phase + "-" + mode + "-" + plan.threads()).toLowerCase(Locale.ROOT);
  }
}

package io.holdfast.bench.cli;

import io.holdfast.bench.jmh.MicroSuite;
import io.holdfast.bench.report.MachineFacts;
import io.holdfast.bench.report.ResultFile;
import io.holdfast.cli.UsageException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.results.RunResult;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code holdfast jmh}: the microbenchmarks. */
@Command(
    name = "jmh",
    mixinStandardHelpOptions = true,
    description = {
      "Microbenchmarks (JMH): codecs, one step of Raft, one append to the log, the engine, reads of"
          + " versions, timestamps, SQL.",
      "Allocation per operation holds on a crowded machine; times only on a quiet one."
    },
    footer = {
      "",
      "Examples:",
      "  holdfast jmh --out benchmarks/results",
      "  holdfast jmh Sql --quick"
    })
final class JmhCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "REGEX",
      description = "Only benchmarks whose name holds a match (default: all).")
  private String pattern = "";

  @Option(names = "--quick", description = "One fork, few iterations: a look, not a result.")
  private boolean quick;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Also writes the table to this file, or dated into this directory.")
  private @Nullable Path out;

  @Override
  public Integer call() throws Exception {
    if (spec == null) {
      throw new IllegalStateException("not started by picocli");
    }
    try {
      Pattern.compile(pattern);
    } catch (PatternSyntaxException e) {
      throw new UsageException("not a regular expression: " + pattern);
    }
    ZonedDateTime now = ZonedDateTime.now(ZoneId.systemDefault());
    String loadBefore = MachineFacts.load();
    Collection<RunResult> results = MicroSuite.run(pattern, quick);
    List<String> lines = new ArrayList<>();
    lines.add("Holdfast, microbenchmarks" + (quick ? ", quick look" : ""));
    lines.addAll(MachineFacts.lines(Homes.sources(), now));
    lines.add("before    " + loadBefore);
    lines.add("after     " + MachineFacts.load());
    lines.add("");
    lines.addAll(MicroSuite.lines(results));
    PrintWriter console = spec.commandLine().getOut();
    lines.forEach(console::println);
    if (out != null) {
      console.println("written to " + ResultFile.write(out, "jmh", now, lines));
    }
    console.flush();
    return 0;
  }
}

package io.holdfast.bench.jmh;

import io.holdfast.bench.report.TextTable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormat;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs the benchmarks of this package and shows what came out. */
public final class MicroSuite {
  private static final String ALLOCATION = "gc.alloc.rate.norm";
  private static final long ITERATION_SECONDS = 1;
  private static final int WARM_UPS = 5;
  private static final int ITERATIONS = 5;
  private static final int FORKS = 2;

  /** As the nodes log: libraries that explain themselves would be measured with it. */
  private static final String LOGGING = "io/holdfast/cli/logback.xml";

  private MicroSuite() {}

  /**
   * Runs those whose name holds a match of {@code pattern}.
   *
   * @param quick one fork and fewer iterations: to see that it works, not to quote
   */
  public static Collection<RunResult> run(String pattern, boolean quick) throws RunnerException {
    System.setProperty("jmh.ignoreLock", "true"); // It would stay in the temporary directory.
    Options options =
        new OptionsBuilder()
            .include(MicroSuite.class.getPackageName() + ".*" + pattern)
            .forks(quick ? 1 : FORKS)
            .warmupIterations(quick ? 2 : WARM_UPS)
            .warmupTime(TimeValue.seconds(ITERATION_SECONDS))
            .measurementIterations(quick ? 2 : ITERATIONS)
            .measurementTime(TimeValue.seconds(ITERATION_SECONDS))
            .jvmArgs(
                "-Xms512m",
                "-Xmx512m",
                "-XX:+UseParallelGC",
                "-XX:-UsePerfData",
                "-Dlogback.configurationFile=" + LOGGING)
            .addProfiler(GCProfiler.class)
            .addProfiler(ThreadCpuProfiler.class)
            .shouldFailOnError(true)
            .build();
    // JMH's own chatter is progress, not result.
    OutputFormat progress =
        OutputFormatFactory.createFormatInstance(System.err, VerboseMode.NORMAL);
    return new Runner(options, progress).run();
  }

  /** The results as a table. */
  public static List<String> lines(Collection<RunResult> results) {
    TextTable table =
        new TextTable(List.of("benchmark", "time/op", "error", "unit", "cpu ns/op", "B/op"));
    for (RunResult result : results) {
      Result<?> time = result.getPrimaryResult();
      table.row(
          List.of(
              name(result.getParams()),
              number(time.getScore()),
              Double.isNaN(time.getScoreError()) ? "-" : number(time.getScoreError()),
              time.getScoreUnit(),
              secondary(result, ThreadCpuProfiler.RESULT),
              secondary(result, ALLOCATION)));
    }
    return table.lines();
  }

  private static String name(BenchmarkParams params) {
    String full = params.getBenchmark();
    int type = full.lastIndexOf('.', full.lastIndexOf('.') - 1);
    Map<String, String> values = new TreeMap<>();
    for (String key : params.getParamsKeys()) {
      values.put(key, params.getParam(key));
    }
    String bare = full.substring(type + 1);
    List<String> shown = new ArrayList<>();
    values.forEach((key, value) -> shown.add(key + "=" + value));
    return shown.isEmpty() ? bare : bare + " " + String.join(" ", shown);
  }

  private static String secondary(RunResult result, String name) {
    for (Map.Entry<String, ? extends Result<?>> each : secondary(result).entrySet()) {
      if (each.getKey().endsWith(name)) {
        return number(each.getValue().getScore());
      }
    }
    return "-";
  }

  @SuppressWarnings("rawtypes") // JMH declares the map with a raw element type.
  private static Map<String, Result<?>> secondary(RunResult result) {
    Map<String, Result<?>> typed = new TreeMap<>();
    for (Map.Entry<String, Result> each : result.getSecondaryResults().entrySet()) {
      @Nullable Result value = each.getValue();
      if (value != null) {
        typed.put(each.getKey(), value);
      }
    }
    return typed;
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, value < 100 ? "%.2f" : "%.0f", value);
  }
}

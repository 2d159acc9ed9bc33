package io.holdfast.bench.cli;

import io.holdfast.bench.report.MachineFacts;
import io.holdfast.bench.report.ResultLines;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** How a benchmark tells what came out: its conditions, its lines, and a file for programs. */
final class BenchOutput {
  static final String OUT = "Also writes a dated file into this directory, one JSON object a line.";

  private final CommandSpec spec;
  private final ZonedDateTime began = ZonedDateTime.now(ZoneId.systemDefault());
  private final String loadBefore = MachineFacts.load();

  private BenchOutput(CommandSpec spec) {
    this.spec = spec;
  }

  /** From now on: the conditions at the beginning are those of this moment. */
  static BenchOutput begin(@Nullable CommandSpec spec) {
    if (spec == null) {
      throw new IllegalStateException("not started by picocli");
    }
    return new BenchOutput(spec);
  }

  /** A line at a time while it runs, on standard error. */
  Consumer<String> progress() {
    PrintWriter err = spec.commandLine().getErr();
    return line -> {
      err.println("bench: " + line);
      err.flush();
    };
  }

  /** For people. */
  void show(List<String> lines) {
    PrintWriter out = spec.commandLine().getOut();
    MachineFacts.lines(Homes.sources(), began).forEach(out::println);
    out.println("before    " + loadBefore);
    out.println("after     " + MachineFacts.load());
    lines.forEach(out::println);
    out.flush();
  }

  /** For programs, where a directory was given; the conditions go into each object. */
  void keep(
      @Nullable Path directory,
      String name,
      Function<Map<String, Object>, List<Map<String, Object>>> objects)
      throws IOException {
    if (directory != null) {
      Map<String, Object> conditions = MachineFacts.conditions(Homes.sources(), began, loadBefore);
      Path file = ResultLines.write(directory, name, began, objects.apply(conditions));
      PrintWriter out = spec.commandLine().getOut();
      out.println();
      out.println("written to " + file);
      out.flush();
    }
  }
}

package io.holdfast.bench.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.bench.ycsb.CoreWorkloadPreset;
import io.holdfast.bench.ycsb.YcsbPlan;
import io.holdfast.cli.UsageException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class YcsbCommandTest {
  private static final int USAGE = 2;

  private final List<Throwable> failures = new ArrayList<>();
  private final StringWriter err = new StringWriter();

  private int execute(Object command, String... arguments) {
    CommandLine line = new CommandLine(command);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setErr(new PrintWriter(err, true));
    line.setExecutionExceptionHandler(
        (failure, failed, parsed) -> {
          failures.add(failure);
          return failure instanceof UsageException ? USAGE : 1;
        });
    return line.execute(arguments);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "run --workload a --threads 0              | --threads must be between 1 and 2048, not 0",
        "run --workload a --threads 5000           | --threads must be between 1 and 2048, not 5000",
        "run --workload a --records 0              | --records must be positive, not 0",
        "run --workload a --operations -1          | --operations must be positive, not -1",
        "run --workload a --warm-up -1             | --warm-up must not be negative, not -1",
        "run --workload a --raw --txn              | --raw and --txn exclude each other",
        "load --workload a --stores 2              | --stores must be an odd number up to 9, not 2",
        "run --workload a --regions 0              | --regions must be between 1 and 82, not 0",
        "load --workload a --pd nowhere            | --pd: not an address (host:port): 'nowhere'",
        "run --workload a --pid store=1            | --pid needs --pd: own processes are known",
      })
  void whatCannotBeDoneIsRefusedInOneLine(String arguments, String message) {
    assertThat(execute(new YcsbCommand(), arguments.split(" "))).isEqualTo(USAGE);

    assertThat(failures).singleElement().extracting(Throwable::getMessage).isEqualTo(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "run --workload z                 | expected one of [A, B, C, D, E, F]",
        "run                              | Missing required option: '--workload=a..f'",
        "run --workload a --records many  | Invalid value for option '--records'",
        "run --workload a --bogus         | Unknown option: '--bogus'",
      })
  void whatCannotBeParsedIsRefused(String arguments, String message) {
    assertThat(execute(new YcsbCommand(), arguments.split(" "))).isEqualTo(USAGE);

    assertThat(err.toString()).contains(message);
  }

  @Test
  void withoutAPhaseNothingIsDone() {
    assertThat(execute(new YcsbCommand())).isEqualTo(USAGE);

    assertThat(failures)
        .singleElement()
        .extracting(Throwable::getMessage)
        .asString()
        .contains("say 'load' or 'run'");
  }

  @Test
  void aPatternThatIsNoRegularExpressionIsRefused() {
    assertThat(execute(new JmhCommand(), "(")).isEqualTo(USAGE);

    assertThat(failures).singleElement().isInstanceOf(UsageException.class);
  }

  @Test
  void defaultsFollowTheRecords() {
    YcsbOptions options = new YcsbOptions();
    new CommandLine(new YcsbOptionsHolder(options))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .parseArgs("--workload", "b", "--records", "4000");

    YcsbPlan plan = options.plan(YcsbPlan.Phase.RUN);

    assertThat(plan.workload()).isEqualTo(CoreWorkloadPreset.B);
    assertThat(plan.operations()).isEqualTo(4_000);
    assertThat(plan.warmUp()).isEqualTo(1_000);
    assertThat(plan.transactional()).isTrue();
    assertThat(plan.pd()).isNull();
    assertThat(plan.stores()).isEqualTo(3);
  }

  @CommandLine.Command
  private record YcsbOptionsHolder(@CommandLine.Mixin YcsbOptions options) {}

  @Test
  void theCommandLineFindsTheCommandAndEndsWithTwo() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "io.holdfast.cli.HoldfastMain",
                "ycsb",
                "run",
                "--workload",
                "c",
                "--threads",
                "0")
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    String said = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).isEqualTo(USAGE);
    assertThat(said.strip()).isEqualTo("holdfast: --threads must be between 1 and 2048, not 0");
  }
}

package io.holdfast.bench.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.bench.micro.MicroPlan;
import io.holdfast.bench.micro.Operation;
import io.holdfast.bench.micro.Shape;
import io.holdfast.cli.UsageException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class BenchCommandTest {
  private final List<Throwable> failures = new ArrayList<>();

  private int execute(String... arguments) {
    CommandLine line = new CommandLine(new BenchCommand());
    line.setExecutionExceptionHandler(
        (failure, failed, parsed) -> {
          failures.add(failure);
          return 2;
        });
    return line.execute(arguments);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "micro --clients 0           | --clients must be between 1 and 4096, not 0",
        "micro --outstanding 5000    | --outstanding must be between 1 and 4096, not 5000",
        "micro --secs 0              | --secs must be positive, not 0",
        "micro --warm-up -1          | --warm-up must not be negative, not -1",
        "micro --keys 10             | --keys must be between 1000 and 100000000, not 10",
        "micro --value-bytes 0       | --value-bytes must be between 1 and 1048576, not 0",
        "micro --stores 2            | --stores must be an odd number up to 9, not 2",
        "micro --regions 0           | --regions must be between 1 and 10000, not 0",
        "micro --mode sql            | --mode is raw or txn, not 'sql'",
        "micro --pd nowhere          | --pd: not an address (host:port): 'nowhere'",
        "sql --connections 0         | --connections must be between 1 and 256, not 0",
        "sql --rows 10               | --rows must be between 1000 and 10000000, not 10",
        "sql --stores 4              | --stores must be an odd number up to 9, not 4",
        "sql --secs 0                | --secs must be positive, not 0",
        "hot --clients 0             | --clients must be between 1 and 1024, not 0",
        "hot --keys 10               | --keys must be between 1000 and 10000000, not 10",
        "hot --regions 0             | --regions must be between 1 and 1000, not 0",
        "peers --clients 0           | --clients must be between 1 and 256, not 0",
        "peers --rounds 0            | --rounds must be between 1 and 100, not 0",
        "peers --system oracle       | --system: no system 'oracle'; there are holdfast, etcd,"
            + " rheakv, ignite, postgres",
        "micro --pid store=1         | --pid needs --pd: own processes are known",
      })
  void whatCannotBeDoneIsRefusedInOneLine(String arguments, String message) {
    assertThat(execute(arguments.split(" "))).isEqualTo(2);

    assertThat(failures).singleElement().isInstanceOf(UsageException.class);
    assertThat(failures).singleElement().extracting(Throwable::getMessage).isEqualTo(message);
  }

  @Test
  void anUnknownOperationIsRefusedWithThoseThatThereAre() {
    execute("micro", "--op", "get,bogus");

    assertThat(failures)
        .singleElement()
        .extracting(Throwable::getMessage)
        .asString()
        .contains("no operation 'bogus'")
        .contains("txn-get");
  }

  @Test
  void aRunningClusterHasOneKindOfKeys() {
    execute("micro", "--op", "get,transfer", "--pd", "127.0.0.1:1");

    assertThat(failures)
        .singleElement()
        .extracting(Throwable::getMessage)
        .asString()
        .contains("--mode txn");
  }

  @CommandLine.Command
  private record Holder(@CommandLine.Mixin MicroOptions options) {}

  private static MicroPlan plan(String... arguments) {
    MicroOptions options = new MicroOptions();
    new CommandLine(new Holder(options)).parseArgs(arguments);
    return options.plan();
  }

  @Test
  void shapesComeInTheOrderOfTheOptions() {
    assertThat(plan("--clients", "1,16", "--outstanding", "512").shapes())
        .containsExactly(new Shape(1, true), new Shape(16, true), new Shape(512, false));
    assertThat(plan("--outstanding", "512").shapes()).containsExactly(new Shape(512, false));
    assertThat(plan().shapes()).containsExactly(new Shape(64, true));
    assertThat(plan().operations()).containsExactly(Operation.GET, Operation.PUT);
  }
}

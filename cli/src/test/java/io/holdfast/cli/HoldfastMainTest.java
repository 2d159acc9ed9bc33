package io.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is asked wrongly is refused with one clear line and exit code 2, and nothing is started. */
class HoldfastMainTest {
  @TempDir private Path directory;

  /** Exit code and what was written to standard error. */
  private record Ended(int code, String errors) {}

  private static Ended run(String... arguments) {
    PrintStream before = System.err;
    ByteArrayOutputStream errors = new ByteArrayOutputStream();
    System.setErr(new PrintStream(errors, true, StandardCharsets.UTF_8));
    try {
      return new Ended(HoldfastMain.run(arguments), errors.toString(StandardCharsets.UTF_8));
    } finally {
      System.setErr(before);
    }
  }

  static Stream<String> wrongCommandLines() {
    return Stream.of(
        "nosuchcommand",
        "demo --nosuchflag",
        "demo --seconds 1",
        "playground --stores 0",
        "playground --stores many",
        "playground --pds 3",
        "playground --pd-port 70000",
        "playground --api-version v2",
        "playground --api-version v1ttl",
        "playground --api-version v9",
        "playground --key-mode both",
        "playground --sql-port 70000",
        "playground --sql-port 5432 --key-mode raw",
        "sql --pd nowhere",
        "sql --listen 127.0.0.1",
        "sql --max-connections 0",
        "sql --status nowhere",
        "pd store --pd nowhere",
        "pd store remove",
        "pd store remove many",
        "kv --pd nonsense get a",
        "kv",
        "kv scan --limit 0",
        "pd",
        "pd --config /nosuchfile.toml",
        "pd --config /nosuchfile.toml --status nowhere",
        "store --config /nosuchfile.toml",
        "sim --profile nosuchprofile",
        "sim --seed nonsense",
        "sim --seeds 0",
        "sim --seed 1 --seeds 2");
  }

  @ParameterizedTest
  @MethodSource("wrongCommandLines")
  void isRefusedWithOneLineAndExitCodeTwo(String line) {
    Ended ended = run(line.split(" "));
    assertThat(ended.code()).as(ended.errors()).isEqualTo(2);
    assertThat(ended.errors().lines().findFirst().orElse("")).startsWith("holdfast: ");
  }

  @Test
  void anAddressThatLeadsNobodyHereNeedsAnother() throws IOException {
    Path config = directory.resolve("any.toml");
    Files.writeString(config, "data-dir = \"x\"\npd = [\"pd:2379\"]\nlisten = \"0.0.0.0:1\"\n");
    Ended store = run("store", "--config", config.toString());
    Files.writeString(config, "data-dir = \"x\"\nlisten = \"[::]:1\"\n");
    Ended pd = run("pd", "--config", config.toString());
    assertThat(store.code()).isEqualTo(2);
    assertThat(store.errors()).contains("0.0.0.0:1").contains("advertise");
    assertThat(pd.code()).isEqualTo(2);
    assertThat(pd.errors()).contains("[::]:1").contains("advertise");
  }

  @Test
  void configurationMistakesNameTheFileAndTheSetting() throws IOException {
    Path config = directory.resolve("bad.toml");
    Files.writeString(config, "data-dir = \"x\"\nno-such-setting = 1\n");
    Ended ended = run("pd", "--config", config.toString());
    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.errors()).contains("bad.toml").contains("no-such-setting");
    assertThat(run("store", "--config", config.toString()).code()).isEqualTo(2);
  }

  @Test
  void aTakenPortIsNamedAndNothingIsStarted() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());
      Ended ended = run("playground", "--stores", "1", "--pd-port", port);
      assertThat(ended.code()).isEqualTo(2);
      assertThat(ended.errors()).contains(port);
    }
  }

  @Test
  void everyCommandExplainsItself() {
    for (String command : new String[] {"demo", "playground", "pd", "store", "kv", "sim"}) {
      PrintStream before = System.out;
      ByteArrayOutputStream help = new ByteArrayOutputStream();
      System.setOut(new PrintStream(help, true, StandardCharsets.UTF_8));
      try {
        assertThat(HoldfastMain.run(command, "--help")).isZero();
      } finally {
        System.setOut(before);
      }
      assertThat(help.toString(StandardCharsets.UTF_8)).contains("Usage: holdfast " + command);
    }
  }
}

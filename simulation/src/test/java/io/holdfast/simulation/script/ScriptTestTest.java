package io.holdfast.simulation.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ScriptTestTest {
  private static final String SCRIPT =
      """
      # A counter counts.
      add 2
      add 3 times=2
      ----
      2
      8

      say hello world
      ----
      hello world
      """;

  /** State of one run of the script. */
  private static final class Counter implements ScriptTest.Interpreter {
    private long sum;

    @Override
    public String run(Command command) {
      if (command.name().equals("say")) {
        return String.join(" ", command.words());
      }
      sum += command.number(0) * command.option("times", 1);
      return Long.toString(sum);
    }
  }

  @Test
  void anUnchangedTracePasses(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("counter.txt");
    Files.writeString(file, SCRIPT);
    ScriptTest.run(file, new Counter());
    assertThat(ScriptTest.scripts(directory)).containsExactly(file);
  }

  @Test
  void aChangedTraceIsShownWithItsLine(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("counter.txt");
    Files.writeString(file, SCRIPT.replace("8\n", "9\n"));
    assertThatThrownBy(() -> ScriptTest.run(file, new Counter()))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("counter.txt:6")
        .hasMessageContaining("- 9")
        .hasMessageContaining("+ 8");
  }

  @Test
  void replayRewritesTracesAndKeepsTheRest() {
    String stale = SCRIPT.replace("2\n8\n", "old\nlines\nthat go\n");
    assertThat(ScriptTest.replay(stale, new Counter())).isEqualTo(SCRIPT);
  }

  @Test
  void commandsWithoutATraceAndBrokenCommandsFail() {
    assertThatThrownBy(() -> ScriptTest.replay("add 1\n", new Counter()))
        .hasMessageContaining("without a trace");
    assertThatThrownBy(() -> ScriptTest.replay("add x\n----\n", new Counter()))
        .hasMessageContaining("add x");
  }
}

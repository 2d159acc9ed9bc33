package io.holdfast.raft.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * One test per script. {@code -Drewrite=true} writes the traces that were seen into the scripts;
 * the difference is to be read like code.
 */
final class RaftScriptTest {
  private static final Path SCRIPTS = Path.of("src/test/resources/raft-scripts");
  private static final boolean REWRITE = Boolean.getBoolean("rewrite");

  @TestFactory
  List<DynamicTest> everyScriptGivesItsTrace() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    try (Stream<Path> files = Files.list(SCRIPTS)) {
      files
          .filter(file -> file.toString().endsWith(".txt"))
          .sorted()
          .forEach(file -> tests.add(DynamicTest.dynamicTest(name(file), () -> runScript(file))));
    }
    assertThat(tests).hasSizeGreaterThan(14);
    return tests;
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }

  private static void runScript(Path file) throws IOException {
    String expected = Files.readString(file);
    String actual = replay(expected);
    if (REWRITE) {
      Files.writeString(file, actual);
    } else {
      assertThat(actual).as(name(file)).isEqualTo(expected);
    }
  }

  /** The script with its traces replaced by those its commands give now. */
  private static String replay(String script) {
    ScriptCluster cluster = new ScriptCluster();
    StringBuilder out = new StringBuilder();
    List<String> trace = new ArrayList<>();
    boolean inTrace = false;
    for (String line : script.split("\n", -1)) {
      if (inTrace) {
        if (!line.isEmpty()) {
          continue; // The old trace, up to the empty line after it.
        }
        trace.forEach(each -> out.append(each).append('\n'));
        trace.clear();
        inTrace = false;
      } else if (line.equals("----")) {
        inTrace = true;
      } else if (!line.isEmpty() && !line.startsWith("#")) {
        trace.addAll(cluster.run(line));
      }
      out.append(line).append('\n');
    }
    if (inTrace) {
      trace.forEach(each -> out.append(each).append('\n'));
    }
    // The split gave one more piece than there were newlines.
    return out.substring(0, out.length() - 1);
  }
}

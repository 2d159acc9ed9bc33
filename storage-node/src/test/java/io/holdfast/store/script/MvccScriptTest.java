package io.holdfast.store.script;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.simulation.script.ScriptTest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * One test per script. {@code -Drewrite=true} writes the traces that were seen into the scripts;
 * the difference is to be read like code.
 */
final class MvccScriptTest {
  private static final Path SCRIPTS = Path.of("src/test/resources/mvcc-scripts");

  @TestFactory
  List<DynamicTest> everyScriptGivesItsTrace() {
    List<DynamicTest> tests = new ArrayList<>();
    for (Path file : ScriptTest.scripts(SCRIPTS)) {
      tests.add(DynamicTest.dynamicTest(String.valueOf(file.getFileName()), () -> run(file)));
    }
    assertThat(tests).hasSizeGreaterThan(60);
    return tests;
  }

  private static void run(Path file) {
    try (MvccScript region = new MvccScript()) {
      ScriptTest.run(file, region);
    }
  }
}

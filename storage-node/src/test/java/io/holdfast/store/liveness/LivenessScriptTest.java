package io.holdfast.store.liveness;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.simulation.script.ScriptTest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** One test per script; {@code -Drewrite=true} writes the traces that were seen into them. */
final class LivenessScriptTest {
  private static final Path SCRIPTS = Path.of("src/test/resources/liveness-scripts");

  @TestFactory
  List<DynamicTest> everyScriptGivesItsTrace() {
    List<DynamicTest> tests = new ArrayList<>();
    for (Path file : ScriptTest.scripts(SCRIPTS)) {
      tests.add(
          DynamicTest.dynamicTest(
              String.valueOf(file.getFileName()),
              () -> ScriptTest.run(file, new LivenessScript())));
    }
    assertThat(tests).hasSizeGreaterThan(4);
    return tests;
  }
}

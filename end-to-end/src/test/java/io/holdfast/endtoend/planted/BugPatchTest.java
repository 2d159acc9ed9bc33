package io.holdfast.endtoend.planted;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/** A planted bug that does not fit the code is an error, never a bug that was found. */
class BugPatchTest {
  private static final String SOURCE = "class A {\n  int one() {\n    return 1;\n  }\n}\n";

  private static Patch patch(String before, String after) {
    return new Patch("A.java", before.lines().toList(), List.of(after));
  }

  @Test
  void aPatchReplacesLinesWhateverTheirIndent() {
    assertThat(patch("int one() {\nreturn 1;", "int one() { return 2;").apply(SOURCE))
        .isEqualTo("class A {\n  int one() { return 2;\n  }\n}\n");
  }

  @Test
  void aPatchOfWhatIsNotThereFails() {
    assertThatThrownBy(() -> patch("return 7;", "").apply(SOURCE))
        .hasMessageContaining("A.java does not say");
  }

  @Test
  void aPatchOfWhatIsThereTwiceFails() {
    assertThatThrownBy(() -> patch("}", "").apply(SOURCE)).hasMessageContaining("more than once");
  }

  @Test
  void aPatchThatDoesNotCompileFails() {
    assertThatThrownBy(() -> PatchedSources.compile(java.util.Map.of("A.java", "class A { int; }")))
        .hasMessageContaining("does not compile");
  }

  @Test
  void theTextOfABugIsParsed() {
    BugPatch bug =
        BugPatch.parse(
            "a.bug",
            List.of(
                "bug: one is two",
                "rule: V3",
                "seed: 0x2A",
                "",
                "file: m/A.java",
                "-return 1;",
                "+return 2;",
                "# a remark",
                "-}",
                "file: n/B.java",
                "-x",
                "+y"));
    assertThat(bug.name()).isEqualTo("one is two");
    assertThat(bug.seed()).isEqualTo(42);
    assertThat(bug.patches()).hasSize(3);
    assertThat(bug.modules()).containsExactly("m", "n");
  }

  @Test
  void aTextWithoutAPatchIsRefused() {
    assertThatThrownBy(() -> BugPatch.parse("a.bug", List.of("bug: a", "rule: V3")))
        .hasMessageContaining("a patch");
  }
}

package io.holdfast.endtoend.planted;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * A rule of docs/INVARIANTS.md counts as tested when a planted bug breaks it and is found, or when
 * {@code planted/rules-by-test.txt} names a test that fails without it.
 */
class RulesAreTestedTest {
  private static final Path PLANTED =
      Modules.root().resolve("end-to-end/src/test/resources/planted");
  private static final Pattern ROW =
      Pattern.compile("^\\| ((?:RAFT|TXN|SQL)-\\d+|[LDGMRSTVX]\\d{1,2}) \\|", Pattern.MULTILINE);
  private static final Set<String> WITHOUT_TEST = Set.of("model", "unproved");

  private static Set<String> documented() throws IOException {
    Set<String> rules = new TreeSet<>();
    Matcher row = ROW.matcher(Files.readString(Modules.root().resolve("docs/INVARIANTS.md")));
    while (row.find()) {
      rules.add(row.group(1));
    }
    return rules;
  }

  private static Set<String> planted() {
    Set<String> rules = new TreeSet<>();
    BugPatch.all(PLANTED).forEach(bug -> rules.add(bug.rule()));
    return rules;
  }

  /** Rule to test. */
  private static Map<String, String> listed() throws IOException {
    TreeMap<String, String> listed = new TreeMap<>();
    for (String line : Files.readAllLines(PLANTED.resolve("rules-by-test.txt"))) {
      if (!line.isBlank() && !line.startsWith("#")) {
        List<String> words = Words.of(line);
        assertThat(words).as(line).hasSize(2);
        listed.put(words.get(0), words.get(1));
      }
    }
    return listed;
  }

  @Test
  void everyRuleHasAPlantedBugOrATestThatFailsWithoutIt() throws IOException {
    Set<String> covered = new TreeSet<>(planted());
    covered.addAll(listed().keySet());
    assertThat(covered).as("planted, or in rules-by-test.txt").containsAll(documented());
    assertThat(documented()).as("docs/INVARIANTS.md").containsAll(covered);
  }

  @Test
  void aRuleWithAPlantedBugNeedsNoOtherMention() throws IOException {
    assertThat(listed().keySet()).as("rules-by-test.txt").doesNotContainAnyElementsOf(planted());
  }

  @Test
  void everyTestThatIsNamedExists() throws IOException {
    Map<String, String> sources = testSources();
    for (String test : listed().values()) {
      if (!WITHOUT_TEST.contains(test)) {
        int hash = test.indexOf('#');
        String name = hash < 0 ? test : test.substring(0, hash);
        assertThat(sources).as(test).containsKey(name);
        if (hash >= 0) {
          assertThat(sources.get(name)).as(test).contains("void " + test.substring(hash + 1) + "(");
        }
      }
    }
  }

  private static Map<String, String> testSources() throws IOException {
    TreeMap<String, String> sources = new TreeMap<>();
    try (Stream<Path> modules = Files.list(Modules.root())) {
      for (Path tests : modules.map(module -> module.resolve("src/test/java")).toList()) {
        if (Files.isDirectory(tests)) {
          try (Stream<Path> files = Files.walk(tests)) {
            for (Path file : files.filter(f -> f.toString().endsWith("Test.java")).toList()) {
              String name = file.getFileName().toString();
              sources.put(
                  name.substring(0, name.length() - ".java".length()), Files.readString(file));
            }
          }
        }
      }
    }
    return sources;
  }
}
